using System.Text.RegularExpressions;
using Appliance.Acceptance.Running;
using Appliance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Appliance.Acceptance.Newcomer;

/// <summary>What a newcomer does in the first hour, in a real browser against the real appliance: sign in, load samples, watch, review by keyboard, see the evidence.</summary>
public sealed partial class FirstHourTests
{
    private const int Samples = 12;

    [Fact]
    public async Task SamplesAreLoadedWatchedReviewedByKeyboardAndLeaveEvidence()
    {
        using var folder = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var appliance = await ApplianceProcess.StartAsync(folder.Path);
        var page = browser.Page;

        await browser.SignInAsync(appliance.SignInLink);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No encounter has come in yet" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Load sample encounters" }).ClickAsync();

        // The map moves: the samples come in and reach the worker without a reload.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No encounter has come in yet" })).Not.ToBeVisibleAsync();
        await Expect(page.Locator("svg.map")).ToContainTextAsync(ToReview());
        await Expect(page.GetByText("1 to look at again")).ToBeVisibleAsync();
        await Store.UntilNothingWaitsAsync(appliance.Client(null), folder.Path);
        Assert.Equal(Samples, Store.CountByState(folder.Path).Values.Sum());
        Assert.Equal([], await browser.SeriousViolationsAsync());

        // Opened anew the overview says the same.
        await page.ReloadAsync();
        await Expect(page.GetByText("1 to look at again")).ToBeVisibleAsync();

        // The worklist leads to an encounter; the first suggestion is selected and tied to its words.
        await page.GotoAsync(new Uri(appliance.Address, "/work?state=InReview").ToString());
        await Expect(page.Locator("table tbody tr").First).ToBeVisibleAsync();
        Assert.Equal([], await browser.SeriousViolationsAsync());
        await page.Locator("table tbody tr a").First.ClickAsync();
        var suggestions = page.Locator("li.suggestion");
        await Expect(suggestions.First).ToBeVisibleAsync();
        await Expect(page.Locator("mark").First).ToBeVisibleAsync();
        Assert.Equal([], await browser.SeriousViolationsAsync());

        // Decisions are one key each.
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator("li.suggestion").Filter(new() { HasText = "Accepted" }).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("r");
        await Expect(page.Locator("li.suggestion.refused").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("li.suggestion.refused")).ToHaveCountAsync(0);

        // The path of a code names its rules; a gap in the documentation turns to its words by one key.
        await Expect(page.Locator("li.suggestion .why .ruleid").First).ToBeVisibleAsync();
        await OpenOneWithGapsAsync(page, appliance.Address);
        await page.Keyboard.PressAsync("g");
        await Expect(page.Locator("button.gap").First).ToBeFocusedAsync();
        await Expect(page.Locator("button.gap[aria-pressed='true']")).ToHaveCountAsync(1);
        await Expect(page.Locator("mark.gapmark").First).ToBeVisibleAsync();
        Assert.Equal([], await browser.SeriousViolationsAsync());

        // The entries are there, newest first, and the next ones arrive by themselves.
        await page.GotoAsync(new Uri(appliance.Address, "/evidence").ToString());
        await Expect(page.GetByText("accepted").First).ToBeVisibleAsync();
        Assert.Equal([], await browser.SeriousViolationsAsync());
        Assert.Equal([], browser.Complaints);
    }

    [Fact]
    public async Task ASignInLinkIsUsedUpByItsButtonAndNotByOpeningIt()
    {
        using var folder = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var appliance = await ApplianceProcess.StartAsync(folder.Path);

        await browser.Page.GotoAsync(appliance.SignInLink.ToString());
        await browser.Page.GotoAsync(appliance.SignInLink.ToString());
        await browser.SignInAsync(appliance.SignInLink);
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        await using var second = await Browser.OpenAsync();
        await second.Page.GotoAsync(appliance.SignInLink.ToString());
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await second.Page.GotoAsync(appliance.Address.ToString());
        Assert.Contains("/sign-in", second.Page.Url, StringComparison.Ordinal);
    }

    internal static async Task OpenOneWithGapsAsync(IPage page, Uri address)
    {
        await page.GotoAsync(new Uri(address, "/work").ToString());
        await Expect(page.Locator("table tbody tr").First).ToBeVisibleAsync();
        var encounters = await page.Locator("table tbody tr a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        foreach (var encounter in encounters.Distinct())
        {
            await page.GotoAsync(new Uri(address, encounter).ToString());
            await Expect(page.Locator(".encounter[data-version]:not([data-version='0'])")).ToBeVisibleAsync();
            if (await page.Locator("button.gap").CountAsync() > 0)
            {
                return;
            }
        }

        Assert.Fail("No sample encounter has a gap in its documentation.");
    }

    [GeneratedRegex("[1-9][0-9]* to review")]
    private static partial Regex ToReview();
}
