namespace Canary.EndToEnd.Container;

/// <summary>The tests that share the built image.</summary>
[CollectionDefinition(nameof(ImageCollection))]
public sealed class ImageCollection : ICollectionFixture<ImageFixture>;
