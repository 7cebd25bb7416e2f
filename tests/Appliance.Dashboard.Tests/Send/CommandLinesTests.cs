using Appliance.Dashboard.Send;

namespace Appliance.Dashboard.Tests.Send;

public sealed class CommandLinesTests
{
    [Theory]
    [InlineData(null, "./appliance intake PATH")]
    [InlineData("/srv/appliance-2", "./appliance intake PATH --data /srv/appliance-2")]
    [InlineData("/srv/my data", "./appliance intake PATH --data '/srv/my data'")]
    [InlineData("/srv/o'neil$HOME", @"./appliance intake PATH --data '/srv/o'\''neil$HOME'")]
    public void ACopiedLineFindsTheRunningAppliance(string? folder, string line) => Assert.Equal(line, new CommandLines(folder).Of("intake PATH"));
}
