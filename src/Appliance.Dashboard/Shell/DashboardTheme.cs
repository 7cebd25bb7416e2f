using MudBlazor;

namespace Appliance.Dashboard.Shell;

/// <summary>The design's tokens for MudBlazor; <c>tokens.css</c> overrides its colours with the same values, so that a choice of theme needs no round trip.</summary>
internal static class DashboardTheme
{
    private static readonly string[] Sans = ["Inter", "system-ui", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5cad",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            TextPrimary = "#17202a",
            TextSecondary = "#55616e",
            LinesDefault = "#dfe3e8",
            Success = "#0f766e",
            Warning = "#a15c07",
            Error = "#b42318",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6fb1f2",
            Background = "#11161c",
            Surface = "#181f27",
            TextPrimary = "#e6ebf0",
            TextSecondary = "#a5b0bb",
            LinesDefault = "#2a333d",
            Success = "#4cc2b4",
            Warning = "#e0a443",
            Error = "#f28b82",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "7px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "14px", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "14px", FontWeight = "550", LetterSpacing = "normal", TextTransform = "none", LineHeight = "1.5" },
        },
    };
}
