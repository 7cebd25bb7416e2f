using FsCheck;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests;

/// <summary>Hostile input made from good input: bytes flipped, cut, doubled, put in from elsewhere. Bounded, and the same in every run.</summary>
internal static class Mutations
{
    private static readonly byte[][] Bits = [[0], [0xFF], [(byte)'\n'], "\n\n"u8.ToArray(), "../"u8.ToArray(), "9223372036854775807"u8.ToArray(), "— "u8.ToArray(), "+"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF]];

    public static Arbitrary<byte[]> Of(params byte[][] seeds) => (
        from seed in Gen.Elements(seeds)
        from steps in Gen.Choose(0, 4)
        from random in Gen.Choose(0, int.MaxValue)
        select Mutate(seed, steps, new Random(random))).ToArbitrary();

    private static byte[] Mutate(byte[] seed, int steps, Random random)
    {
        var bytes = seed.ToList();
        for (; steps > 0 && bytes.Count > 0; steps--)
        {
            var place = random.Next(bytes.Count);
            var length = random.Next(1, Math.Min(64, bytes.Count - place) + 1);
            switch (random.Next(5))
            {
                case 0: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveRange(place, length); break;
                case 2: bytes.InsertRange(place, bytes.GetRange(place, length)); break;
                case 3: bytes.InsertRange(place, Bits[random.Next(Bits.Length)]); break;
                default: bytes.RemoveRange(place, bytes.Count - place); break;
            }
        }

        return [.. bytes];
    }
}
