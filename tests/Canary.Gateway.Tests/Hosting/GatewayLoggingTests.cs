using Canary.Gateway.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Hosting;

public sealed class GatewayLoggingTests
{
    [Theory]
    [InlineData("Canary.Gateway.Anything", LogLevel.Information, true)]
    [InlineData("Canary.Gateway.Anything", LogLevel.Debug, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Information, false)]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical, false)]
    public void Create_NoSettings_LogsTheGatewayAndWarningsOfLibraries(string category, LogLevel level, bool expected)
    {
        using var logging = GatewayLogging.Create(new ConfigurationBuilder().Build());
        logging.Loggers.CreateLogger(category).IsEnabled(level).ShouldBe(expected);
    }

    [Fact]
    public void Create_BadFormat_SaysWhatIsAllowed()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Canary:Logs:Format", "Xml")]).Build();
        Should.Throw<SettingsException>(() => GatewayLogging.Create(configuration)).Problems.ShouldBe(["Canary:Logs:Format is 'Xml'; allowed is Json or Text."]);
    }
}
