using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>The API's description, as a gateway answers it.</summary>
public sealed class ApiDescriptionFixture : IAsyncLifetime
{
    /// <summary>The description.</summary>
    public JsonElement Description { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        Description = JsonElement.Parse(await gateway.Admin.GetStringAsync("/openapi/v1.json"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
