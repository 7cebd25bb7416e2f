using System.Diagnostics.CodeAnalysis;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;

namespace Appliance.Contracts.Mapping;

/// <summary>A coding result on its way back to the host.</summary>
public static class AnswerWire
{
    /// <summary>
    /// Writes a reply. Total for any result whose spans lie in notes of the encounter; what exceeds <see cref="WireBounds"/> is left out from the end (lists) or
    /// cut (sentences), so that an honest worker is never refused for its length.
    /// </summary>
    public static CodeReply ToReply(string requestId, Encounter encounter, CodingResult result)
    {
        ArgumentNullException.ThrowIfNull(encounter);
        ArgumentNullException.ThrowIfNull(result);
        var reply = new CodeReply
        {
            RequestId = requestId,
            Release = Bounded(result.Release, WireBounds.MaxIdLength),
            EngineVersion = Bounded(result.EngineVersion, WireBounds.MaxIdLength),
            ElapsedMs = result.ElapsedMs,
            Profile = Bounded(result.Profile, WireBounds.MaxIdLength),
        };
        var indexes = new Dictionary<NoteId, int>(encounter.Notes.Count);
        for (var i = 0; i < encounter.Notes.Count; i++)
        {
            indexes.TryAdd(encounter.Notes[i].Id, i);
        }

        reply.Suggestions.AddRange(result.Suggestions.Take(WireBounds.MaxSuggestions).Select(suggestion => ToMessage(suggestion, indexes)));
        reply.Gaps.AddRange(result.Gaps.Take(WireBounds.MaxGaps).Select(gap => GapWire.ToMessage(gap, indexes)));
        reply.Refusals.AddRange(result.Refusals.Take(WireBounds.MaxRefusals).Select(refusal => new RefusalMessage
        {
            Code = Bounded(refusal.Code, WireBounds.MaxIdLength),
            Kind = (int)refusal.Kind,
            Message = Bounded(refusal.Message, WireBounds.MaxSentenceLength),
            Location = Bounded(refusal.Location, WireBounds.MaxLabelLength),
        }));
        return reply;
    }

    /// <summary>
    /// Reads a reply. A reply that breaks a bound as a whole is refused; a suggestion that is not well formed is left out and counted in <see cref="Answer.Malformed"/>.
    /// </summary>
    public static Outcome<Answer> Read(CodeReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (reply.RequestId.Length > WireBounds.MaxIdLength || reply.Release.Length > WireBounds.MaxIdLength || reply.EngineVersion.Length > WireBounds.MaxIdLength
            || reply.Profile.Length > WireBounds.MaxIdLength)
        {
            return Refusals.InvalidAnswer("reply");
        }

        if (!double.IsFinite(reply.ElapsedMs) || reply.ElapsedMs < 0)
        {
            return Refusals.InvalidAnswer("elapsed_ms");
        }

        if (reply.Suggestions.Count > WireBounds.MaxSuggestions)
        {
            return Refusals.InvalidAnswer("suggestions");
        }

        if (reply.Gaps.Count > WireBounds.MaxGaps)
        {
            return Refusals.InvalidAnswer("gaps");
        }

        if (reply.Refusals.Count > WireBounds.MaxRefusals || !TryReadRefusals(reply, out var refusals))
        {
            return Refusals.InvalidAnswer("refusals");
        }

        var read = new List<ClaimedSuggestion>(reply.Suggestions.Count);
        foreach (var message in reply.Suggestions)
        {
            if (TryRead(message, out var suggestion))
            {
                read.Add(suggestion);
            }
        }

        var gaps = reply.Gaps.Select(GapWire.Read).OfType<ClaimedGap>().ToList();
        return new Answer(reply.RequestId, WireText.NullIfEmpty(reply.Release), read, refusals, reply.EngineVersion, reply.ElapsedMs)
        {
            Malformed = reply.Suggestions.Count - read.Count + reply.Gaps.Count - gaps.Count,
            Gaps = gaps,
            Profile = WireText.NullIfEmpty(reply.Profile),
        };
    }

    private static SuggestionMessage ToMessage(Suggestion suggestion, Dictionary<NoteId, int> indexes)
    {
        var message = new SuggestionMessage
        {
            System = (int)suggestion.Code.System,
            Code = suggestion.Code.ToString(),
            Title = Bounded(suggestion.Title, WireBounds.MaxSentenceLength),
            Rank = suggestion.Rank,
            Confidence = suggestion.Confidence,
            Shown = suggestion.Shown,
            Assertion = (int)suggestion.Assertion,
            HighConfidence = suggestion.HighConfidence,
        };
        message.MissingFacts.AddRange(suggestion.MissingFacts.Take(WireBounds.MaxMissingFacts).Select(fact => Bounded(fact, WireBounds.MaxSentenceLength)));
        message.Spans.AddRange(suggestion.Support.Take(WireBounds.MaxSpans).Select(support =>
            new SpanMessage { Note = indexes[support.Span.Note], Start = support.Span.Start, End = support.Span.End }));
        message.Rules.AddRange(suggestion.Rules.Take(WireBounds.MaxRuleSteps).Select(step =>
            new RuleStepMessage { Rule = Bounded(step.Rule, WireBounds.MaxIdLength), Text = Bounded(step.Text, WireBounds.MaxSentenceLength) }));
        return message;
    }

    private static bool TryRead(SuggestionMessage message, [NotNullWhen(true)] out ClaimedSuggestion? suggestion)
    {
        suggestion = null;
        var system = (CodeSystem)message.System;
        if (!Enum.IsDefined(system) || system == CodeSystem.None || message.Code.Length is 0 or > Code.MaxLength
            || message.Title.Length > WireBounds.MaxSentenceLength
            || !(message.Confidence >= 0 && message.Confidence <= 1)
            || message.Rank is < 1 or > WireBounds.MaxSuggestions
            || message.Spans.Count is 0 or > WireBounds.MaxSpans || message.Rules.Count > WireBounds.MaxRuleSteps
            || message.Rules.Any(step => step.Rule.Length > WireBounds.MaxIdLength || step.Text.Length > WireBounds.MaxSentenceLength)
            || !Enum.IsDefined((MentionAssertion)message.Assertion)
            || message.MissingFacts.Count > WireBounds.MaxMissingFacts
            || message.MissingFacts.Any(fact => fact.Length is 0 or > WireBounds.MaxSentenceLength))
        {
            return false;
        }

        suggestion = new ClaimedSuggestion(
            new Code(system, message.Code), message.Title, message.Rank, message.Confidence, message.Shown,
            [.. message.Spans.Select(span => new ClaimedSpan(span.Note, span.Start, span.End))],
            [.. message.Rules.Select(step => new RuleStep(step.Rule, step.Text))])
        {
            Assertion = (MentionAssertion)message.Assertion,
            MissingFacts = [.. message.MissingFacts],
            HighConfidence = message.HighConfidence,
        };
        return true;
    }

    private static bool TryReadRefusals(CodeReply reply, out List<Refusal> refusals)
    {
        refusals = new List<Refusal>(reply.Refusals.Count);
        foreach (var message in reply.Refusals)
        {
            var kind = (RefusalKind)message.Kind;
            if (!Enum.IsDefined(kind) || message.Code.Length is 0 or > WireBounds.MaxIdLength || message.Message.Length > WireBounds.MaxSentenceLength
                || message.Location.Length > WireBounds.MaxLabelLength)
            {
                return false;
            }

            refusals.Add(new Refusal(message.Code, kind, message.Message) { Location = WireText.NullIfEmpty(message.Location) });
        }

        return true;
    }

    internal static string Bounded(string? text, int max)
    {
        var wellFormed = WireText.WellFormed(text);
        return wellFormed.Length <= max ? wellFormed : WireText.WellFormed(wellFormed[..max]);
    }
}
