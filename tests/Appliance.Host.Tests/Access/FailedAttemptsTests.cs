using System.Net;
using Appliance.Host.Access;
using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Host.Tests.Access;

public sealed class FailedAttemptsTests
{
    [Fact]
    public void AnAddressHasTenWrongAttemptsAMinute()
    {
        var time = new FakeTimeProvider(Some.Moment);
        var attempts = new FailedAttempts(time);
        Assert.All(Enumerable.Range(0, FailedAttempts.PerMinute), _ => Assert.True(attempts.Count(IPAddress.Loopback)));
        Assert.False(attempts.Count(IPAddress.Loopback));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(attempts.Count(IPAddress.Loopback));
    }

    [Fact]
    public void OneAddressDoesNotUseUpTheAttemptsOfAnother()
    {
        var attempts = new FailedAttempts(new FakeTimeProvider(Some.Moment));
        for (var i = 0; i <= FailedAttempts.PerMinute; i++)
        {
            attempts.Count(IPAddress.Loopback);
        }

        Assert.True(attempts.Count(IPAddress.Parse("10.0.0.7")));
        Assert.True(attempts.Count(null));
    }
}
