using Appliance.Acceptance.Architecture;
using Appliance.Acceptance.Running;
using Appliance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Appliance.Acceptance.Newcomer;

/// <summary>Takes the pictures of the documentation, light and dark, from the running appliance: <c>.ci/long screenshots</c>.</summary>
public sealed class Screenshots
{
    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EachPageIsPictured(ColorScheme scheme)
    {
        using var folder = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync(scheme);
        await using var appliance = await ApplianceProcess.StartAsync(folder.Path);
        var page = browser.Page;

        await page.GotoAsync(appliance.SignInLink.ToString());
        await TakeAsync("sign-in");
        await browser.SignInAsync(appliance.SignInLink);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Load sample encounters" })).ToBeVisibleAsync();
        await TakeAsync("first-run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Load sample encounters" }).ClickAsync();
        await Expect(page.GetByText("1 to look at again")).ToBeVisibleAsync();
        await Store.UntilNothingWaitsAsync(appliance.Client(null), folder.Path);

        await OpenAsync("/work", page.Locator("table.dense tbody tr").First);
        await TakeAsync("work");
        await page.Locator("table.dense tbody tr a").First.ClickAsync();
        await Expect(page.Locator("li.suggestion").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator("li.suggestion").Filter(new() { HasText = "Accepted" }).First).ToBeVisibleAsync();
        await TakeAsync("encounter");
        await FirstHourTests.OpenOneWithGapsAsync(page, appliance.Address);
        await page.Keyboard.PressAsync("g");
        await Expect(page.Locator("mark.gapmark").First).ToBeVisibleAsync();
        await TakeAsync("encounter-gaps");
        await OpenAsync("/evidence?entry=3", page.GetByText("Entry 3").First);
        await TakeAsync("evidence");
        await OpenAsync("/send", page.GetByRole(AriaRole.Heading, new() { Level = 1 }));
        await TakeAsync("send");
        await OpenAsync("/codes/I13.0", page.GetByText("I13.0").First);
        await TakeAsync("codes");
        await OpenAsync("/", page.Locator(".liveevidence li").First);
        await TakeAsync("overview");

        async Task OpenAsync(string path, ILocator ready)
        {
            await page.GotoAsync(new Uri(appliance.Address, path).ToString());
            await Expect(ready).ToBeVisibleAsync();
        }

        async Task TakeAsync(string name) => await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Repository.Root, "docs", "images", $"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png"),
        });
    }
}
