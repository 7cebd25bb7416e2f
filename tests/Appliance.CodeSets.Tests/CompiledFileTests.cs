using Appliance.CodeSets.Format;
using Appliance.Testing;

namespace Appliance.CodeSets.Tests;

public sealed class CompiledFileTests
{
    private static readonly byte[] Small = CompileSmall();

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var tables = Assert.Single(CodeSetLibrary.Read("small", Small));
        Assert.Equal("FY2028", tables.Release.Id);
        Assert.Equal(["A00", "A00.0", "A00.9", "S90", "S90.0", "S90.0XXA", "S90.0XXD"], tables.Keys.Select(CodeKey.Print));
        Assert.Equal("Contusion of ankle, subsequent encounter", tables.Title(6));
        Assert.Equal(tables.Titles[4], tables.Titles[6]);
        Assert.Equal("Chapter 19", tables.Chapters[1].Name);
        Assert.Equal(6, tables.TermTables[0].Count);
    }

    [Fact]
    public void ABodyComesBackFromItsPackedForm()
    {
        var body = new byte[100_000];
        new Random(1).NextBytes(body.AsSpan(0, 1000));
        Assert.Equal(body, CompiledFile.Unpack(CompiledFile.Pack(body)));
    }

    [Fact]
    public void AFileCutAnywhereIsRefused()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => CompiledFile.Unpack(Small.AsSpan(0, length)));
        }
    }

    [Fact]
    public void AFileWithAnyBitChangedIsRefused()
    {
        for (var bit = 0; bit < Small.Length * 8; bit++)
        {
            var changed = (byte[])Small.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => CompiledFile.Unpack(changed));
        }
    }

    [Fact]
    public void AFileOfAnotherVersionSaysSo()
    {
        var changed = (byte[])Small.Clone();
        changed[8] = 9;
        var error = Assert.Throws<InvalidDataException>(() => CodeSetLibrary.Read("next.codeset", changed));
        Assert.Contains("its format is version 9, and this appliance reads version 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABodyThatBreaksTheFormIsRefusedAndNothingElseHappens()
    {
        var body = CompiledFile.Unpack(Small);
        var random = new Random(20261001);
        for (var round = 0; round < 5_000; round++)
        {
            var changed = body.AsSpan(0, random.Next(4) == 0 ? random.Next(body.Length) : body.Length).ToArray();
            for (var edits = random.Next(1, 4); edits > 0 && changed.Length > 0; edits--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            try
            {
                BodyReader.Read(changed);
            }
            catch (InvalidDataException)
            {
                // What the reader promises for a body that is not one.
            }
        }
    }

    private static byte[] CompileSmall()
    {
        using var folder = new TemporaryFolder();
        Assert.True(OfficialForms.TryCompile(folder, OfficialForms.Write(folder)).Succeeded);
        return File.ReadAllBytes(folder.File("FY2028.codeset"));
    }
}
