namespace Canary.EndToEnd.Container;

/// <summary>The image, built once for all tests that need it; absent where it can't be built.</summary>
public sealed class ImageFixture : IAsyncLifetime
{
    private BuiltImage? _image;

    /// <summary>The image; a test that asks for it is skipped where it can't be built, and says why.</summary>
    internal BuiltImage Image
    {
        get
        {
            Assert.SkipWhen(_image is null, BuiltImage.Obstacle() ?? "");
            return _image!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _image = BuiltImage.Obstacle() is null ? await BuiltImage.BuildAsync() : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _image?.DisposeAsync() ?? ValueTask.CompletedTask;
}
