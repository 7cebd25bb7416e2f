using Appliance.Host.Composition;

namespace Appliance.Host.Tests.Composition;

public sealed class DataHomeTests
{
    [Fact]
    public void AVerbNeedsNoFolderForTheDefaultOneAndTheFullPathOfAnyOther()
    {
        Assert.Equal("./appliance link", DataHome.Line(DataHome.Default(), "link"));
        Assert.Equal("./appliance link", DataHome.Line(Path.Combine(DataHome.Default(), "..", "appliance"), "link"));
        Assert.Equal("./appliance link --data /srv/two", DataHome.Line("/srv/two", "link"));
    }
}
