using System.Security.Cryptography;
using Appliance.Encounters.Keys;

namespace Appliance.Encounters.Tests.Keys;

public sealed class FieldCipherTests
{
    private static readonly byte[] Row = [1, 2, 3];
    private static readonly byte[] Plain = "type 2 diabetes"u8.ToArray();
    private readonly DataKey _key = new(Guid.NewGuid(), 1, RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void WhatIsSealedOpensAtItsOwnPlace() =>
        Assert.Equal(Plain, FieldCipher.Open(_key, "encounter", "facts", Row, FieldCipher.Seal(_key, "encounter", "facts", Row, Plain)));

    [Theory]
    [InlineData("coding", "facts", 3)]
    [InlineData("encounter", "result", 3)]
    [InlineData("encounter", "facts", 4)]
    [InlineData("encounterfacts", "", 3)]
    public void AValueMovedToAnotherTableColumnOrRowDoesNotOpen(string table, string column, byte lastOfRow)
    {
        var stored = FieldCipher.Seal(_key, "encounter", "facts", Row, Plain);
        Assert.Throws<AuthenticationTagMismatchException>(() => FieldCipher.Open(_key, table, column, [1, 2, lastOfRow], stored));
    }

    [Fact]
    public void EveryChangedByteIsFound()
    {
        var stored = FieldCipher.Seal(_key, "encounter", "facts", Row, Plain);
        for (var i = 0; i < stored.Length; i++)
        {
            var changed = stored.ToArray();
            changed[i] ^= 0x40;
            Assert.ThrowsAny<CryptographicException>(() => FieldCipher.Open(_key, "encounter", "facts", Row, changed));
        }
    }

    [Fact]
    public void AnotherKeyOrAnotherVersionOfTheKeyDoesNotOpen()
    {
        var stored = FieldCipher.Seal(_key, "encounter", "facts", Row, Plain);
        var other = new DataKey(_key.Owner, 1, RandomNumberGenerator.GetBytes(32));
        var rotated = new DataKey(_key.Owner, 2, _key.Secret);
        Assert.ThrowsAny<CryptographicException>(() => FieldCipher.Open(other, "encounter", "facts", Row, stored));
        Assert.ThrowsAny<CryptographicException>(() => FieldCipher.Open(rotated, "encounter", "facts", Row, stored));
    }
}
