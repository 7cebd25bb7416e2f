using Appliance.CodeSets.Terms;

namespace Appliance.CodeSets.Tests.Terms;

public sealed class PhraseComposerTests
{
    [Theory]
    [InlineData("Failure, failed|heart|systolic", "systolic heart failure|systolic heart failed")]
    [InlineData("Infarct, infarction|myocardium, myocardial|due to|demand ischemia", "myocardium infarct due to demand ischemia|myocardial infarct due to demand ischemia|myocardium infarction due to demand ischemia|myocardial infarction due to demand ischemia")]
    [InlineData("Diabetes|with|chronic kidney disease", "Diabetes with chronic kidney disease")]
    [InlineData("Abnormal|valve, heart NEC", "heart valve abnormal")]
    [InlineData("Absence|organ or site, congenital NEC", "congenital organ or site absence")]
    [InlineData("Thrombosis|due to|embolism|cerebral artery", "Thrombosis due to cerebral artery embolism")]
    [InlineData("Biting, cheek or lip", "cheek Biting|lip Biting")]
    [InlineData("Alder anomaly or syndrome", "Alder anomaly|Alder syndrome")]
    [InlineData("Displacement|with|neuritis, radiculitis or radiculopathy", "Displacement with neuritis|Displacement with radiculitis|Displacement with radiculopathy")]
    [InlineData("Embedded tooth, teeth", "Embedded tooth|Embedded teeth")]
    [InlineData("STEMI|anterior", "anterior STEMI")]
    [InlineData("Infarct|specified NEC", "")]
    [InlineData("Burn|unspecified site", "")]
    [InlineData("Thrombosis|due to", "")]
    public void APathBecomesWhatAClinicianWrites(string path, string phrases) => Assert.Equal(phrases, string.Join('|', PhraseComposer.Compose(path.Split('|'))));
}
