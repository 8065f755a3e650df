# Builds the image with gateway and canaryctl: docker build -t canary-gateway .
# To pin the bases: --build-arg SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0@sha256:… and likewise RUNTIME_IMAGE.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
# Restored apart from the sources, so that a change of code does not fetch packages again.
COPY Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig global.json ./
COPY .config .config
COPY src/Canary.Core/Canary.Core.csproj src/Canary.Core/*.lock.json src/Canary.Core/
COPY src/Canary.Gateway/Canary.Gateway.csproj src/Canary.Gateway/*.lock.json src/Canary.Gateway/
COPY src/Canary.Cli/Canary.Cli.csproj src/Canary.Cli/*.lock.json src/Canary.Cli/
# Nothing but what the lock files name, by its hash.
ENV CI=true
RUN dotnet restore src/Canary.Gateway/Canary.Gateway.csproj --use-current-runtime -p:PublishReadyToRun=true \
 && dotnet restore src/Canary.Cli/Canary.Cli.csproj --use-current-runtime -p:PublishReadyToRun=true
COPY src src
# bom.json beside the program says what it is made of; writing it needs a package registry.
ARG WRITES_BOM=true
# Compiled ahead of time for this machine, which takes 0.1 to 0.3 s off the time to the first answer.
RUN dotnet publish src/Canary.Gateway/Canary.Gateway.csproj -c Release --no-restore --use-current-runtime --self-contained false -p:PublishReadyToRun=true -p:WritesBom=${WRITES_BOM} -o /out/app \
 && dotnet publish src/Canary.Cli/Canary.Cli.csproj -c Release --no-restore --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o /out/canaryctl \
 && mkdir -p /out/data

# The time zones of freeze windows come from the image's tzdata, which this one has; plain chiseled and distroless ones do not
# (those named -extra do).
FROM ${RUNTIME_IMAGE}
# The gateway itself needs no shell and no root; nothing but /data is written to.
ENV Canary__Store__Path=/data \
    Canary__Proxy__Urls=http://0.0.0.0:8080 \
    ASPNETCORE_HTTP_PORTS= \
    DOTNET_EnableDiagnostics=0 \
    PATH=/canaryctl:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /app
COPY --from=build /out/app ./
# docker exec CONTAINER canaryctl get services
COPY --from=build /out/canaryctl /canaryctl
COPY --from=build --chown=$APP_UID:$APP_UID /out/data /data
USER $APP_UID
VOLUME /data
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["/app/Canary.Gateway", "healthcheck"]
ENTRYPOINT ["/app/Canary.Gateway"]
