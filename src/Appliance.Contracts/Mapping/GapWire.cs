using Appliance.Contracts.Worker.V1;
using Appliance.Domain;

namespace Appliance.Contracts.Mapping;

/// <summary>A gap in the documentation on its way back to the host.</summary>
internal static class GapWire
{
    /// <summary>Writes a gap; a span in a note that was not sent is left out, what is too long is cut.</summary>
    public static GapMessage ToMessage(DocumentationGap gap, Dictionary<NoteId, int> indexes)
    {
        var message = new GapMessage
        {
            Kind = (int)gap.Kind,
            Rule = AnswerWire.Bounded(gap.Rule, WireBounds.MaxIdLength),
            Text = AnswerWire.Bounded(gap.Text, WireBounds.MaxSentenceLength),
        };
        message.Spans.AddRange(gap.Support.Where(support => indexes.ContainsKey(support.Span.Note)).Take(WireBounds.MaxSpans).Select(support =>
            new SpanMessage { Note = indexes[support.Span.Note], Start = support.Span.Start, End = support.Span.End }));
        message.Codes.AddRange(gap.Codes.Take(WireBounds.MaxGapCodes).Select(code => new CodeMessage { System = (int)code.System, Code = code.ToString() }));
        return message;
    }

    /// <summary>Reads a gap; null when it is not well formed.</summary>
    public static ClaimedGap? Read(GapMessage message)
    {
        if (!Enum.IsDefined((GapKind)message.Kind)
            || message.Rule.Length > WireBounds.MaxIdLength || message.Text.Length is 0 or > WireBounds.MaxSentenceLength
            || message.Spans.Count > WireBounds.MaxSpans || message.Codes.Count > WireBounds.MaxGapCodes
            || message.Codes.Any(code => !Enum.IsDefined((CodeSystem)code.System) || code.System == (int)CodeSystem.None || code.Code.Length is 0 or > Code.MaxLength))
        {
            return null;
        }

        return new ClaimedGap(
            (GapKind)message.Kind, message.Rule, message.Text,
            [.. message.Spans.Select(span => new ClaimedSpan(span.Note, span.Start, span.End))],
            [.. message.Codes.Select(code => new Code((CodeSystem)code.System, code.Code))]);
    }
}
