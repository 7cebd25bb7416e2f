using Appliance.Dashboard.Send;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Dashboard.Tests.Send;

public sealed class WaysInTests : BunitContext
{
    [Fact]
    public void TheLinesToCopyNameTheFolderAndTheAddressOfTheRunningAppliance()
    {
        Services.AddSingleton(new CommandLines("/srv/two"));
        var lines = Render<WaysIn>().FindAll("pre").Select(p => p.TextContent).ToList();
        Assert.Equal("./appliance clients add ehr-1 --data /srv/two", lines[0]);
        Assert.StartsWith("curl http://localhost/fhir ", lines[1], StringComparison.Ordinal);
        Assert.Equal("./appliance intake PATH --data /srv/two", lines[2]);
    }
}
