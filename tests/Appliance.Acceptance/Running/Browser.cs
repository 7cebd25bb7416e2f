using Appliance.Testing;
using Microsoft.Playwright;

namespace Appliance.Acceptance.Running;

/// <summary>Debian's chromium, driven by Playwright; collects whatever the browser console complains about.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _complaints = [];

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Console errors, warnings and uncaught exceptions so far.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Browser> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        var chromium = Requires.Tool("chromium", "chromium");
        Assertions.SetDefaultExpectTimeout(60_000);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
        var context = await browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        return new Browser(playwright, browser, await context.NewPageAsync());
    }

    /// <summary>Opens the one-time link and presses its button.</summary>
    public async Task SignInAsync(Uri link)
    {
        await Page.GotoAsync(link.ToString());
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForURLAsync(u => !u.Contains("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Serious and critical violations of WCAG 2.2 A and AA that axe-core finds on the page as it stands.</summary>
    public async Task<IReadOnlyList<string>> SeriousViolationsAsync()
    {
        var result = await Deque.AxeCore.Playwright.PageExtensions.RunAxe(Page);
        return [.. result.Violations
            .Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {v.Help} ({string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))})")];
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
