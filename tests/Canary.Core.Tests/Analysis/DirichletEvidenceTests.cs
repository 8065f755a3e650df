using Canary.Core.Analysis;

namespace Canary.Core.Tests.Analysis;

public sealed class DirichletEvidenceTests
{
    [Fact]
    public void Log_GoldenRowsOneByOne_IsKnownToSixDigits()
    {
        long[][] rows = [[20, 17, 9], [18, 21, 8], [4, 6, 4], [18, 19, 11]];
        double[] expected = [-2.950561, -3.681901, -3.860658, -4.183814];
        var sum = new long[3];
        for (var i = 0; i < rows.Length; i++)
        {
            sum = [.. sum.Zip(rows[i], (a, b) => a + b)];
            DirichletEvidence.Log([1, 1, 1], [0.4, 0.4, 0.2], sum).ShouldBe(expected[i], 0.0000005);
        }
    }

    [Fact]
    public void Log_TwoCategories_IsTheConjugateForm() =>
        Math.Exp(DirichletEvidence.Log([1, 19], [0.05, 0.95], [12, 88])).ShouldBe(6.996029, 0.0000005);

    [Fact]
    public void Log_NothingCounted_IsNone() => DirichletEvidence.Log([1, 1], [0.5, 0.5], [0, 0]).ShouldBe(0);

    [Fact]
    public void Log_CountWhereNoneBelongs_IsInfinite() => DirichletEvidence.Log([1, 1], [0, 1], [1, 5]).ShouldBe(double.PositiveInfinity);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(10, 12.801827480081469)]
    [InlineData(100.5, 361.4355404678)]
    public void LogGamma_KnownArguments_HasTheirValues(double x, double expected) => LogMath.LogGamma(x).ShouldBe(expected, 1e-9);
}
