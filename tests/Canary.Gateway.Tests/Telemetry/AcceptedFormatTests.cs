using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class AcceptedFormatTests
{
    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    [Theory]
    [InlineData(Prometheus2)]
    [InlineData(Prometheus3)]
    [InlineData("application/openmetrics-text")]
    [InlineData("Application/OpenMetrics-Text; Version=1.0.0; charset=utf-8")]
    [InlineData("application/openmetrics-text; version=\"1.0.0\"")]
    [InlineData("text/plain, application/openmetrics-text")]
    [InlineData("text/plain;q=0.2, application/openmetrics-text;q=0.3")]
    [InlineData("text/html, application/*;q=0.9, text/plain;q=0.8")]
    public void Choose_OpenMetricsPreferred_IsOpenMetrics(string accept) =>
        AcceptedFormat.Choose(accept).ShouldBe(ExpositionFormat.OpenMetrics);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("text/plain")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("application/openmetrics-text;q=0.3, text/plain;q=0.5")]
    [InlineData("application/openmetrics-text;q=0")]
    [InlineData("application/openmetrics-text;q=0.3, */*")]
    [InlineData("application/openmetrics-text;version=0.0.1")]
    [InlineData("application/json")]
    [InlineData(";;;=,q")]
    public void Choose_AnythingElse_IsText(string? accept) =>
        AcceptedFormat.Choose(accept).ShouldBe(ExpositionFormat.Text);

    [Fact]
    public void ContentTypeOf_EachFormat_NamesItsVersion()
    {
        AcceptedFormat.ContentTypeOf(ExpositionFormat.Text).ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        AcceptedFormat.ContentTypeOf(ExpositionFormat.OpenMetrics).ShouldBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }
}
