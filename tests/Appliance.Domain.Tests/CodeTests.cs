using FsCheck;
using FsCheck.Fluent;

namespace Appliance.Domain.Tests;

public sealed class CodeTests
{
    [Theory]
    [InlineData("e1122", "E11.22")]
    [InlineData("E11.22", "E11.22")]
    [InlineData("I10", "I10")]
    [InlineData("s72001a", "S72.001A")]
    [InlineData("O9A.111", "O9A.111")]
    public void AnIcd10CmCodeIsReadWithOrWithoutItsDotInAnyCase(string written, string printed)
    {
        Assert.True(Code.TryIcd10Cm(written, out var code));
        Assert.Equal(printed, code.Value);
        Assert.Equal(CodeSystem.Icd10Cm, code.System);
        Assert.Equal("icd-10-cm", code.SystemName);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("E1")]
    [InlineData("1E1")]
    [InlineData("E11.")]
    [InlineData("E1.122")]
    [InlineData("E11.22.3")]
    [InlineData("E11 22")]
    [InlineData("E11.22334")]
    [InlineData("É11.2")]
    public void WhatIsNotTheFormOfACodeIsNotRead(string? written)
    {
        Assert.False(Code.TryIcd10Cm(written, out var code));
        Assert.Equal(default, code);
    }

    [Fact]
    public void ReadingWhatIsPrintedGivesTheSameCode()
    {
        var letters = Gen.Elements("ABCDEFGHIJKLMNOPQRSTUVWXYZ".ToCharArray());
        var rest = Gen.Elements("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".ToCharArray()).ArrayOf().Where(a => a.Length is >= 2 and <= 6);
        var codes = letters.SelectMany(_ => rest, (first, tail) => first + new string(tail));
        Prop.ForAll(codes.ToArbitrary(), bare =>
        {
            var code = Code.Icd10Cm(bare);
            return Code.Icd10Cm(code.Value) == code && code.Value.Replace(".", string.Empty, StringComparison.Ordinal) == bare && code.Value.Length <= Code.MaxLength;
        }).Check(Config.QuickThrowOnFailure.WithReplay(2026, 1123));
    }
}
