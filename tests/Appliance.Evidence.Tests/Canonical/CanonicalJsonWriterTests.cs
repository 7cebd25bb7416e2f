using System.Text;
using System.Text.Json;
using Appliance.Evidence.Canonical;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Canonical;

public sealed class CanonicalJsonWriterTests
{
    private readonly CanonicalJsonWriter _json = new();

    [Fact]
    public void TheStringOfTheRfc8785ExampleIsReproduced()
    {
        _json.StartObject();
        _json.Name("string");
        _json.Text("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/");
        _json.EndObject();

        Assert.Equal("""{"string":"€$\u000f\nA'B\"\\\\\"/"}""", Encoding.UTF8.GetString(_json.Written));
    }

    [Fact]
    public void NamesAreOrderedByTheirUtf16UnitsAsTheRfc8785ExampleOrdersThem()
    {
        string[] names = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
        _json.StartObject();
        foreach (var name in names)
        {
            _json.Name(name);
            _json.Text("x");
        }

        _json.EndObject();

        Assert.Equal(names, names.Order(StringComparer.Ordinal));
        Assert.Equal("{\"\\r\":\"x\",\"1\":\"x\",\"\u0080\":\"x\",\"ö\":\"x\",\"€\":\"x\",\"😀\":\"x\",\"\ufb33\":\"x\"}", Encoding.UTF8.GetString(_json.Written));
    }

    [Fact]
    public void ANameOutOfOrderIsRefused()
    {
        _json.StartObject();
        _json.Name("b");
        _json.Text("1");

        Assert.Throws<InvalidOperationException>(() => _json.Name("a"));
        Assert.Throws<InvalidOperationException>(() => _json.Name("b"));
    }

    [Fact]
    public void ALoneSurrogateIsRefused()
    {
        _json.StartObject();
        _json.Name("a");

        Assert.ThrowsAny<ArgumentException>(() => _json.Text("x\ud83d"));
    }

    [Fact]
    public void AnIntegerThatADoubleCannotHoldIsRefusedAsNumberAndKeptAsText()
    {
        _json.StartObject();
        _json.Name("a");
        Assert.Throws<ArgumentOutOfRangeException>(() => _json.SmallInteger(1L << 53));
        _json.LongAsText(long.MaxValue);
        _json.EndObject();

        Assert.Equal("""{"a":"9223372036854775807"}""", Encoding.UTF8.GetString(_json.Written));
    }

    [Fact]
    public void AnotherJsonReaderReadsBackWhatWasWritten() =>
        Prop.ForAll(Texts.ArrayOf().Select(names => names.Distinct().Order(StringComparer.Ordinal).ToArray()).ToArbitrary(), Texts.ToArbitrary(), (names, value) =>
        {
            _json.Clear();
            _json.StartObject();
            foreach (var name in names)
            {
                _json.Name(name);
                _json.Text(value + name);
            }

            _json.EndObject();
            using var read = JsonDocument.Parse(_json.Written.ToArray());
            return read.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetString()!)).SequenceEqual(names.Select(name => (name, value + name)));
        }).Hold();

    [Fact]
    public void AnObjectInsideAnObjectHasItsOwnOrder()
    {
        _json.StartObject();
        _json.Name("m");
        _json.StartObject();
        _json.Name("a");
        _json.SmallInteger(-1);
        _json.EndObject();
        _json.Name("n");
        _json.SmallInteger(2);
        _json.EndObject();

        Assert.Equal("""{"m":{"a":-1},"n":2}""", Encoding.UTF8.GetString(_json.Written));
    }

    private static FsCheck.Gen<string> Texts =>
        Gen.Elements("a", "B", "0", "\"", "\\", "\n", "\u0001", "\u001f", "\u007f", "é", "€", "😀", "\ufb33", "/", " ").ArrayOf().Select(string.Concat);
}
