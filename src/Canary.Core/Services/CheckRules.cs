using FluentValidation;
using FluentValidation.Results;

namespace Canary.Core.Services;

/// <summary>Lets validators say where a value stands in the document, and check it by functions that tell what is wrong.</summary>
internal static class CheckRules
{
    /// <summary>The name that the property has in the document.</summary>
    public static IRuleBuilderInitial<T, TValue> At<T, TValue>(this IRuleBuilderInitial<T, TValue> rule, string name) =>
        rule.Configure(configured => configured.PropertyName = name);

    /// <inheritdoc cref="At{T, TValue}(IRuleBuilderInitial{T, TValue}, string)"/>
    public static IRuleBuilderInitialCollection<T, TValue> At<T, TValue>(this IRuleBuilderInitialCollection<T, TValue> rule, string name) =>
        rule.Configure(configured => configured.PropertyName = name);

    /// <summary>Fails with what <paramref name="problem"/> says, unless that is null.</summary>
    public static IRuleBuilderOptionsConditions<T, TValue> Check<T, TValue>(this IRuleBuilder<T, TValue> rule, Func<TValue, string?> problem) =>
        rule.CheckEach((value, fail) =>
        {
            if (problem(value) is { } message)
            {
                fail("", message);
            }
        });

    /// <summary>Lets <paramref name="check"/> fail any number of times, each with what is to be added to the path, and a message.</summary>
    public static IRuleBuilderOptionsConditions<T, TValue> CheckEach<T, TValue>(this IRuleBuilder<T, TValue> rule, Action<TValue, Action<string, string>> check) =>
        rule.CheckEach((_, value, fail) => check(value, fail));

    /// <summary>The same with the object that the value is part of.</summary>
    public static IRuleBuilderOptionsConditions<T, TValue> CheckEach<T, TValue>(this IRuleBuilder<T, TValue> rule, Action<T, TValue, Action<string, string>> check) =>
        rule.Custom((value, context) => check(
            context.InstanceToValidate,
            value,
            // Not AddFailure(message): that would take braces in quoted values for placeholders.
            (path, message) => context.AddFailure(new ValidationFailure(context.PropertyPath + path, message))));
}
