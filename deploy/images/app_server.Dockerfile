# The App, public (`serve`) and internal (`ingest`). `./dev image app_server` builds it from the root of the project.
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY deploy/dev/packages.txt deploy/dev/packages.txt
COPY deploy/images/install-build-packages deploy/images/install-build-packages
RUN deploy/images/install-build-packages
COPY . .
ARG BUILD_JOBS=
RUN deploy/images/build-service app_server

FROM debian:bookworm-slim
COPY --from=build /out/packages /tmp/packages
COPY deploy/images/install-runtime /tmp/install-runtime
RUN /tmp/install-runtime /tmp/packages && rm /tmp/packages /tmp/install-runtime
COPY --from=build /out/app_server /usr/local/bin/app_server
USER 10001:10001
# Signed requests alone; in a container loopback reaches nobody.
ENV LIFTED_INGEST_ADDRESS=0.0.0.0
# The catalogue lies on huge pages where the kernel gives them to who asks: heaps that grow 64 MiB at a time ask.
ENV GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864
EXPOSE 8000 8001 8002
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["app_server", "healthcheck"]
ENTRYPOINT ["app_server"]
CMD ["serve"]
