using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Appliance.Evidence.Tests;

/// <summary>Property tests with a fixed seed: a failure fails everywhere, every time.</summary>
internal static class Properties
{
    public static void Hold(this Property property, int tests = 200) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(new Replay(new Rnd(6962, 1), FSharpOption<int>.None)));

    public static Gen<EvidenceEntry> Entries { get; } =
        from action in Gen.Elements(Enum.GetValues<EvidenceAction>())
        from phase in Gen.Elements(Enum.GetValues<EvidencePhase>())
        from zones in Gen.Two(Gen.Elements(Enum.GetValues<Zone>()))
        from purpose in Gen.Elements(Enum.GetValues<Purpose>())
        from data in Gen.Elements(Enum.GetValues<DataClass>())
        from change in Gen.Elements(Enum.GetValues<Change>())
        from ids in Gen.Two(Ids)
        from numbers in Gen.Two(Gen.OneOf(Gen.Constant(0L), Gen.Constant(long.MaxValue), Gen.Choose(0, int.MaxValue).Select(n => (long)n * 4_000_000_000L)))
        from tokens in Gen.ArrayOf(Tokens, 5)
        from digest in Gen.Choose(0, 2)
        from at in Gen.Choose(0, int.MaxValue)
        select new EvidenceEntry
        {
            Action = action,
            Phase = phase,
            Actor = tokens[0].IsEmpty ? new Token("process:host") : tokens[0],
            At = DateTimeOffset.UnixEpoch.AddMilliseconds((double)at * 1000 + at % 1000),
            Bytes = numbers.Item1,
            Change = change,
            CodeSet = tokens[1],
            Crossing = phase == EvidencePhase.Fact ? Guid.Empty : ids.Item1 == Guid.Empty ? new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) : ids.Item1,
            Data = data,
            Detail = tokens[2],
            Digest = digest == 0 ? null : Enumerable.Range(at % 200, 32).Select(b => (byte)b).ToArray(),
            From = zones.Item1,
            Items = numbers.Item2,
            Purpose = purpose,
            Reason = tokens[3],
            Replacement = tokens[4],
            Subject = ids.Item2,
            To = zones.Item2,
        };

    private static Gen<Token> Tokens => Gen.OneOf(
        Gen.Constant(Token.Empty),
        Gen.Elements("ABCxyz019:._-".ToCharArray()).ArrayOf().Where(c => c.Length is > 0 and <= Token.MaxLength).Select(c => new Token(new string(c))));

    private static Gen<Guid> Ids => Gen.OneOf(
        Gen.Constant(Guid.Empty),
        Gen.ArrayOf(Gen.Choose(0, 255), 16).Select(bytes => new Guid([.. bytes.Select(b => (byte)b)])));
}
