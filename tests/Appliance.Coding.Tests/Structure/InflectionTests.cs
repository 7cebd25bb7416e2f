using Appliance.Coding.Structure;

namespace Appliance.Coding.Tests.Structure;

public sealed class InflectionTests
{
    [Theory]
    [InlineData("kidneys", "kidney")]
    [InlineData("allergies", "allergy")]
    [InlineData("metastases", "metastasis")]
    [InlineData("vertebrae", "vertebra")]
    [InlineData("headaches", "headache")]
    [InlineData("biopsies", "biopsy")]
    [InlineData("diabetes", "diabetes")]
    [InlineData("pancreatitis", "pancreatitis")]
    [InlineData("herpes", "herpes")]
    [InlineData("pres", "pres")]
    [InlineData("abscess", "abscess")]
    [InlineData("abscesses", "abscess")]
    [InlineData("fractures", "fracture")]
    public void OnlyPluralsAreTakenBack(string word, string singular) =>
        Assert.Equal(singular, Inflection.Singular(word, stackalloc char[64]).ToString());
}
