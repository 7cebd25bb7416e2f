using Appliance.Dashboard.Shell;
using Appliance.Domain;
using Appliance.Encounters.Review;
using Microsoft.JSInterop;

namespace Appliance.Dashboard.Review;

/// <summary>A search for a code that is open in the list: to replace <see cref="Of"/>, or to add one when it is null.</summary>
/// <param name="Of">The code that is to be replaced.</param>
public sealed record Picking(Code? Of);

/// <summary>A decision asked for by pointer.</summary>
/// <param name="Code">The code.</param>
/// <param name="Kind">Accepted or refused.</param>
public sealed record DecisionAsked(Code Code, DecisionKind Kind);

/// <summary>What a person does on the page, by key or by pointer.</summary>
public sealed partial class EncounterPage
{
    private bool CanDecide => _view is { Row.State: EncounterState.InReview };

    private async Task<bool> OnKeyAsync(string key)
    {
        if (_view is null)
        {
            return false;
        }

        switch (key)
        {
            case "j" or "k":
                await SelectAsync(_list.Step(_selected, key == "j" ? 1 : -1));
                break;
            case "a" or "r" when _selected is { } code:
                await DecideAsync(new DecisionAsked(code, key == "a" ? DecisionKind.Accepted : DecisionKind.Refused));
                break;
            case "e" when _selected is { } code:
                await AskReplacementAsync(code);
                break;
            case "/":
                await AskAdditionAsync();
                break;
            case "z":
                await UndoAsync();
                break;
            case "g" when _view.Result?.Gaps is { Count: > 0 } gaps:
                var next = (gaps.ToList().FindIndex(gap => ReferenceEquals(gap, _gap)) + 1) % gaps.Count;
                await OpenGapAsync(gaps[next]);
                await Js.InvokeVoidAsync("dash.focus", FormattableString.Invariant($"[data-gap='{next}']"));
                break;
            case "ctrl+enter":
                await FinishAsync();
                break;
            default:
                return false;
        }

        await InvokeAsync(StateHasChanged);
        return true;
    }

    private async Task SelectAsync(Code? code)
    {
        _selected = code;
        StateHasChanged();
        await FocusSelectedAsync();
        await RevealAsync(code);
    }

    private async Task SelectFromNoteAsync(Code code)
    {
        _selected = code;
        StateHasChanged();
        await Js.InvokeVoidAsync("dash.reveal", ".suggestion.selected", "nearest");
    }

    private async Task RevealAsync(Code? code)
    {
        if (code is { } chosen && _list.Find(chosen) is { Suggestion: not null })
        {
            // The note pane turns to the part that holds the words when the selection changes; then the words are there to be scrolled to.
            await Js.InvokeVoidAsync("dash.reveal", ".notebody .chosen", "center");
        }
    }

    private async Task RevealWordsAsync(NoteSpan span)
    {
        // Set anew each time, so that the same words are turned to again after the person went elsewhere in the note.
        _wanted = null;
        StateHasChanged();
        _wanted = span;
        StateHasChanged();
        await Js.InvokeVoidAsync("dash.reveal", FormattableString.Invariant($".notebody [data-at='{span.Start}']"), "center");
    }

    /// <summary>Highlights the words of a gap and turns to the first of them.</summary>
    private async Task OpenGapAsync(DocumentationGap gap)
    {
        _gap = gap;
        Say(gap.Support.Count == 0 ? $"{gap.Text} It rests on no words of the notes." : $"{gap.Text} Its words are highlighted in the note.");
        if (gap.Support.FirstOrDefault() is { } first)
        {
            await RevealWordsAsync(first.Span);
        }
        else
        {
            StateHasChanged();
        }
    }

    private async Task DecideAsync(DecisionAsked asked)
    {
        if (!CanDecide)
        {
            Say("Nothing can be decided in this state.");
            return;
        }

        var version = _view!.CodingVersion;
        if (await RunAsync((id, person) => Work.DecideAsync(id, person, asked.Code, asked.Kind, null, version, Gone)))
        {
            await GoOnAsync(asked.Code, $"{asked.Code} {StateWords.Of(asked.Kind).ToLowerInvariant()}.");
        }
    }

    private Task AskReplacementAsync(Code code)
    {
        if (CanDecide)
        {
            (_selected, _picking) = (code, new Picking(code));
            StateHasChanged();
        }

        return Task.CompletedTask;
    }

    private Task AskAdditionAsync()
    {
        if (CanDecide)
        {
            _picking = new Picking(null);
            StateHasChanged();
        }

        return Task.CompletedTask;
    }

    private async Task PickedAsync(Code picked)
    {
        var of = _picking?.Of;
        var version = _view!.CodingVersion;
        var done = of is { } replaced
            ? await RunAsync((id, person) => Work.DecideAsync(id, person, replaced, DecisionKind.Replaced, picked, version, Gone))
            : await RunAsync((id, person) => Work.DecideAsync(id, person, picked, DecisionKind.Added, null, version, Gone));
        if (done)
        {
            _picking = null;
            await GoOnAsync(of ?? picked, of is null ? $"{picked} added." : $"{of} replaced by {picked}.");
        }
    }

    private async Task ClosePickerAsync()
    {
        _picking = null;
        StateHasChanged();
        await FocusSelectedAsync();
    }

    private async Task UndoAsync()
    {
        var before = _view?.Current;
        if (before is null || before.Count == 0)
        {
            Say("There is no decision to take back.");
            return;
        }

        if (await RunAsync((id, person) => Work.UndoAsync(id, person, Gone)))
        {
            var after = _view!.Current;
            var changed = before.Keys.Concat(after.Keys).FirstOrDefault(c => before.GetValueOrDefault(c) != after.GetValueOrDefault(c));
            _selected = _list.Find(changed)?.Code ?? _selected;
            Say($"The decision on {changed} was taken back. {Progress}");
            StateHasChanged();
            await FocusSelectedAsync();
        }
    }

    private async Task FinishAsync()
    {
        if (!CanDecide)
        {
            Say("Only an encounter in review can be finished.");
            return;
        }

        if (await RunAsync((id, person) => Work.FinishAsync(id, person, Gone)))
        {
            var next = await Work.NextAsync(_view!.Row.Id, Gone);
            Navigation.NavigateTo(next is { } id ? $"/encounters/{id}" : "/work?done=true");
        }
    }

    private async Task ReopenAsync()
    {
        if (await RunAsync((id, person) => Work.ReopenAsync(id, person, Gone)))
        {
            Say("Opened again.");
        }
    }

    private async Task RetryAsync()
    {
        var outcome = await Work.RetryAsync(_view!.Row.Id, await Person.GetAsync(), Gone);
        _refusal = outcome.Refusal;
        Say(outcome.Refusal?.Message ?? "Queued for another try.");
    }

    private Task ToggleBelowAsync()
    {
        _showBelow = !_showBelow;
        Take(_view!);
        Say(_showBelow ? "Suggestions below the threshold are shown." : "Suggestions below the threshold are hidden.");
        return Task.CompletedTask;
    }

    private string Progress => $"{_list.Decided} of {_list.Suggested} decided.";

    private async Task GoOnAsync(Code from, string said)
    {
        _selected = _list.NextUndecided(from);
        var next = _selected is { } code && code != from && _list.Find(code) is { } item ? $" Next: {item.Code}, {item.Title}." : string.Empty;
        Say($"{said} {Progress}{next}");
        StateHasChanged();
        await FocusSelectedAsync();
        await RevealAsync(_selected);
    }

    private ValueTask FocusSelectedAsync() => Js.InvokeVoidAsync("dash.focus", ".suggestion.selected .head");
}
