using FsCheck;
using FsCheck.Fluent;

namespace Appliance.CodeSets.Tests;

public sealed class CodeKeyTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Characters = "0123456789" + Letters;

    private static readonly Gen<string> Codes =
        from first in Gen.Elements(Letters.ToCharArray())
        from length in Gen.Choose(2, 6)
        from rest in Gen.Elements(Characters.ToCharArray()).ArrayOf(length)
        select first + new string(rest);

    [Fact]
    public void ACodeComesBackAsItIsPrinted() => Prop.ForAll(Codes.ToArbitrary(), code =>
    {
        var printed = code.Length == 3 ? code : $"{code[..3]}.{code[3..]}";
        return CodeKey.Print(CodeKey.Pack(code)) == printed
            && CodeKey.Pack(printed) == CodeKey.Pack(code)
            && CodeKey.Pack(code.ToLowerInvariant()) == CodeKey.Pack(code)
            && CodeKey.Length(CodeKey.Pack(code)) == code.Length;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void KeysOrderAndBeginAsCodesDo() => Prop.ForAll(Codes.ToArbitrary(), Codes.ToArbitrary(), (a, b) =>
    {
        var (x, y) = (CodeKey.Pack(a), CodeKey.Pack(b));
        return Math.Sign(x.CompareTo(y)) == Math.Sign(string.CompareOrdinal(a, b))
            && CodeKey.StartsWith(x, y) == a.StartsWith(b, StringComparison.Ordinal)
            && Enumerable.Range(3, a.Length - 2).All(length => CodeKey.Prefix(x, length) == CodeKey.Pack(a.AsSpan(0, length)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTextIsReadOrRefusedAndNeverThrows() => Prop.ForAll<string?>(text =>
    {
        var read = CodeKey.TryPack(text, out var key);
        return !read || CodeKey.Pack(CodeKey.Print(key)) == key;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTextHasTheSameVerdictWithOrWithoutItsDot() => Prop.ForAll(Codes.ToArbitrary(), code =>
        BuiltIn.Fy2027.Check(code) == BuiltIn.Fy2027.Check(CodeKey.Print(CodeKey.Pack(code)))
        && (BuiltIn.Fy2027.Check(code) is CodeValidity.Unknown or CodeValidity.NotInForce) != BuiltIn.Fy2027.TryGet(code, out _)
        && BuiltIn.Fy2027.Explain(code).Validity == BuiltIn.Fy2027.Check(code)).QuickCheckThrowOnFailure();
}
