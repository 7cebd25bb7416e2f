using FsCheck.Fluent;

namespace Appliance.Evidence.Tests;

public sealed class TokenTests
{
    [Theory]
    [InlineData("John Smith")]
    [InlineData("MRN 12345")]
    [InlineData("pain\nworse")]
    [InlineData("José")]
    [InlineData("a,b")]
    [InlineData("a/b")]
    [InlineData("\0")]
    [InlineData("1234567890123456789012345678901234567890123456789")]
    public void ATokenCannotHoldFreeText(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new Token(text));

        Assert.DoesNotContain(text, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("person:coder-04")]
    [InlineData("I50.22")]
    [InlineData("APP-ING-004")]
    public void ATokenHoldsOurOwnIdentifiers(string text) => Assert.Equal(text, new Token(text).ToString());

    [Fact]
    public void TheEmptyTokenIsTheDefault()
    {
        Assert.Equal(default, new Token(string.Empty));
        Assert.True(Token.Empty.IsEmpty);
        Assert.Equal(string.Empty, default(Token).ToString());
    }

    [Fact]
    public void WhateverATokenTakesIsShortAndOfTheAlphabet() =>
        Prop.ForAll<string>(text =>
        {
            try
            {
                return new Token(text ?? string.Empty).ToString().All(c => char.IsAsciiLetterOrDigit(c) || ":._-".Contains(c, StringComparison.Ordinal)) && (text?.Length ?? 0) <= 48;
            }
            catch (ArgumentException)
            {
                return true;
            }
        }).Hold(1000);

    /// <summary>The property that "free of direct identifiers by construction" rests on: no member of an entry has a type that can hold text.</summary>
    [Fact]
    public void NoMemberOfAnEntryHasATypeThatHoldsText()
    {
        Type[] allowed = [typeof(DateTimeOffset), typeof(Guid), typeof(long), typeof(Token), typeof(ReadOnlyMemory<byte>?), typeof(ReadOnlyMemory<byte>)];
        foreach (var member in typeof(EvidenceEntry).GetProperties().Concat(typeof(Evidence.Signing.KeyLink).GetProperties()).Where(member => member.PropertyType != typeof(Evidence.Signing.KeyLink)))
            Assert.True(member.PropertyType.IsEnum || allowed.Contains(member.PropertyType), $"{member.Name} is a {member.PropertyType.Name}.");
    }
}
