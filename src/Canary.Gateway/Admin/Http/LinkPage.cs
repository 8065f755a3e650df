using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Notifications.Links;

namespace Canary.Gateway.Admin.Http;

/// <summary>The small pages of signed links.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What the page says first.</param>
/// <param name="Text">What it says then.</param>
/// <param name="Button">The button that posts to the same address, or null.</param>
internal sealed record LinkPage(int Status, string Title, string Text, string? Button = null) : IResult
{
    /// <summary>Asks whether it is to be done.</summary>
    public static LinkPage Asking(LinkToken link, Rollout rollout) => new(
        StatusCodes.Status200OK,
        $"{link.Service}: {NameOf(link.Action)}?",
        link.Action switch
        {
            LinkAction.Approve => $"The gate of step {link.Step}/{rollout.Plan.Steps.Count} is approved, and the rollout of '{rollout.Plan.Variant}' goes on.",
            LinkAction.Abort => $"The rollout of '{rollout.Plan.Variant}' ends, and the weights from before it are back.",
            _ => $"'{rollout.Plan.Variant}' is taken out of traffic: the baseline answers everybody.",
        } + $" Now: {rollout.State.Phase}, {rollout.State.Message}",
        NameOf(link.Action));

    /// <summary>It is done.</summary>
    public static LinkPage Done(LinkToken link, Rollout rollout) =>
        new(StatusCodes.Status200OK, "Done.", $"{link.Service}: {rollout.State.Phase}, {rollout.State.Message}");

    /// <summary>It can't be done as things stand.</summary>
    public static LinkPage Refused(int status, string why) => new(status, "This can't be done now.", why);

    /// <summary>The rollout has moved on.</summary>
    public static LinkPage Used() =>
        new(StatusCodes.Status410Gone, "This link is used up.", "A link works once, and only as long as the rollout stands where it stood when the link was made. Nothing was changed.");

    /// <summary>Its time is over.</summary>
    public static LinkPage Expired() =>
        new(StatusCodes.Status410Gone, "This link has expired.", $"A link works for {ActionLinks.Lifetime.TotalHours} hours. Nothing was changed.");

    /// <summary>Nobody signed it.</summary>
    public static LinkPage Tampered() =>
        new(StatusCodes.Status403Forbidden, "This link is not valid.", "It was not made by this gateway, or not copied whole. Nothing was changed.");

    /// <summary>Too many that nobody signed.</summary>
    public static LinkPage TooMany() =>
        new(StatusCodes.Status429TooManyRequests, "Too many links that are not valid.", "Try again in a minute.");

    /// <summary>An action's word.</summary>
    public static string NameOf(LinkAction action) => EnumNames<LinkAction>.Of(action);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context) => new TextPage(Status, Title, Text) { Button = Button }.ExecuteAsync(context);
}
