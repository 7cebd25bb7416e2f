using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Notes;

/// <summary>
/// The sections of a Composition: each title on a line of its own, then its narrative, subsections after it. The source that the map counts in is the titles and
/// narratives one after another. A Composition without sections is read from its own narrative.
/// </summary>
internal static class CompositionText
{
    public static NoteText Read(R4.Composition composition)
    {
        var builder = new SourceMap.Builder();
        var source = 0;
        foreach (var section in composition.Section)
            Append(section, builder, ref source);
        if (builder.Length == 0)
            Narrative(composition.Text?.Div, builder, ref source);
        return builder.Build();
    }

    private static void Append(R4.Composition.SectionComponent section, SourceMap.Builder builder, ref int source)
    {
        if ((section.Title ?? section.Code?.Text) is { } title)
        {
            builder.Line(2);
            foreach (var c in PlainText.Normalize(title))
                builder.Fold(c, source++);
            builder.Line();
        }

        Narrative(section.Text?.Div, builder, ref source);
        foreach (var inner in section.Section)
            Append(inner, builder, ref source);
    }

    private static void Narrative(string? div, SourceMap.Builder builder, ref int source)
    {
        if (div is null)
            return;
        HtmlText.Append(div, builder, html: false, source);
        builder.Line();
        source += div.Length;
    }
}
