# The CMS (`serve`) and its worker (`work`). `./dev image cms_server` builds it from the root of the project.
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY deploy/dev/packages.txt deploy/dev/packages.txt
COPY deploy/images/install-build-packages deploy/images/install-build-packages
RUN deploy/images/install-build-packages
COPY . .
ARG BUILD_JOBS=
RUN deploy/images/build-service cms_server

FROM debian:bookworm-slim
COPY --from=build /out/packages /tmp/packages
COPY deploy/images/install-runtime /tmp/install-runtime
RUN /tmp/install-runtime /tmp/packages && rm /tmp/packages /tmp/install-runtime
COPY --from=build /out/cms_server /usr/local/bin/cms_server
USER 10001:10001
# Signed requests alone; in a container loopback reaches nobody.
ENV CMS_HAND_IN_ADDRESS=0.0.0.0
EXPOSE 9000 9001 9002
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["cms_server", "healthcheck"]
ENTRYPOINT ["cms_server"]
CMD ["serve"]
