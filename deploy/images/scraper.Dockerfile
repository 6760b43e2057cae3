# The scraper. `./dev image scraper` builds it from the root of the project.
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY deploy/dev/packages.txt deploy/dev/packages.txt
COPY deploy/images/install-build-packages deploy/images/install-build-packages
RUN deploy/images/install-build-packages
COPY . .
ARG BUILD_JOBS=
RUN deploy/images/build-service scraper

FROM debian:bookworm-slim
COPY --from=build /out/packages /tmp/packages
COPY deploy/images/install-runtime /tmp/install-runtime
RUN /tmp/install-runtime /tmp/packages && install -d -o 10001 -g 10001 /data && rm /tmp/packages /tmp/install-runtime
COPY --from=build /out/scraper /usr/local/bin/scraper
USER 10001:10001
ENV SCRAPER_ADDRESS=0.0.0.0 SCRAPER_DATA=/data
VOLUME /data
EXPOSE 6800 6801
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["scraper", "healthcheck"]
ENTRYPOINT ["scraper"]
CMD ["serve"]
