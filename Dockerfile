# The whole of FotoGal in one container, to look at:
#
#   podman build -t fotogal .
#   podman run -p 8080:8080 fotogal        # then http://localhost:8080; `-v fotogal:/data` keeps what people do
#
# What is deployed is built otherwise: Dockerfile.build, docs/operate.md.
ARG BASE=docker.io/library/debian:12
FROM ${BASE} AS build
WORKDIR /fotogal
COPY . .
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends make && make build \
  && find build/release/bin -type f -perm -100 -exec strip {} + && mkdir -p /data

FROM ${BASE}
WORKDIR /fotogal
COPY --from=build /fotogal/build/release/bin build/release/bin
COPY --from=build /fotogal/build/web/dist build/web/dist
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=1000:1000 /data /data
COPY api-gateway api-gateway
COPY licences LICENSE NOTICE docs/licences.md licences/
USER 1000:1000
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["build/release/bin/fotogal", "up", "--all-addresses", "--data", "/data", \
  "--web", "build/web/dist", "--specification", "api-gateway/deployment.json.in"]
CMD ["--demo"]
