namespace Canary.Gateway.Proxy.Limits;

/// <summary>Which users may meet a rollout's variant, as far as this gateway knows; those it does not know are asked about.</summary>
/// <remarks>Requests only read, and put claims; one thread at a time does the rest.</remarks>
/// <param name="most">How many users may meet the variant.</param>
internal sealed class UserAllowance(int most)
{
    private readonly AdmittedUsers _admitted = new();
    private readonly RefusedUsers _refused = new();
    private readonly UserClaims _claims = new();

    /// <summary>Whether a user may meet the variant. Any thread.</summary>
    public bool Admits(long user)
    {
        if (_admitted.Contains(user))
        {
            return true;
        }

        if (!_refused.Contains(user))
        {
            _claims.Add(user);
        }

        return false;
    }

    /// <summary>Users to ask about, at most <see cref="UserClaims.Capacity"/>, which are then no longer here.</summary>
    public IReadOnlyList<long> TakeClaims() => _claims.Take();

    /// <summary>Takes in what became of claims. Never more users than the limit, whatever a store that lost its data says.</summary>
    /// <param name="claims">Who was asked about.</param>
    /// <param name="admitted">Those of them that may meet the variant from now on.</param>
    /// <param name="isFull">Whether the others never will.</param>
    public void Answer(IReadOnlyList<long> claims, IReadOnlyList<long> admitted, bool isFull)
    {
        foreach (var user in admitted)
        {
            if (_admitted.Count < most)
            {
                _admitted.Add(user);
            }
        }

        if (isFull)
        {
            foreach (var user in claims)
            {
                // Who is admitted is found before who is refused.
                _refused.Add(user);
            }
        }
    }
}
