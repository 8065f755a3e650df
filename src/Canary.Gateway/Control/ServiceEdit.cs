using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Control;

/// <summary>A service as a writer wants it.</summary>
/// <param name="Config">Its declaration.</param>
/// <param name="Owner">The file that owns it from now on, or null: the API does.</param>
internal sealed record ServiceEdit(ServiceConfig Config, FileOwner? Owner);
