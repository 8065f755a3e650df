// Whole programs run here, some under load, and two of them want the same well-known ports.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
