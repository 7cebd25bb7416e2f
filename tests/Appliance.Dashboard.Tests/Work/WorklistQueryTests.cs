using Appliance.Dashboard.Work;
using Appliance.Domain;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Tests.Work;

public sealed class WorklistQueryTests
{
    [Theory]
    [InlineData("/work")]
    [InlineData("/work?state=SetAside")]
    [InlineData("/work?setting=Inpatient&second=true")]
    [InlineData("/work?state=InReview&find=7F21&order=Undecided&page=3")]
    public void AnAddressReadsBackAsItself(string address) =>
        Assert.Equal(address, WorklistQuery.Parse(address.Contains('?', StringComparison.Ordinal) ? address[address.IndexOf('?', StringComparison.Ordinal)..] : string.Empty).ToUri());

    [Theory]
    [InlineData("?state=99")]
    [InlineData("?state=Nothing")]
    [InlineData("?page=0")]
    [InlineData("?page=-4")]
    [InlineData("?page=99999999999")]
    [InlineData("?find=Miller")]
    [InlineData("?order=<script>")]
    public void WhatTheAddressDoesNotKnowIsLeftOut(string query) => Assert.Equal(new WorklistQuery(), WorklistQuery.Parse(query));

    [Theory]
    [InlineData("e-7f21", "7F21")]
    [InlineData(" 7F21 ", "7F21")]
    [InlineData("Smith", "")]
    [InlineData(null, "")]
    public void OnlyAPseudonymGetsIntoAnAddress(string? typed, string kept) => Assert.Equal(kept, new WorklistQuery().WithFind(typed).Find);

    [Fact]
    public void TheFilterPagesAndNarrows()
    {
        var filter = new WorklistQuery { State = EncounterState.InReview, Setting = Setting.Emergency, Page = 3, Find = "7F" }.ToFilter();

        Assert.Equal((100, 50, "7F"), (filter.Skip, filter.Take, filter.Pseudonym));
        Assert.Equal([EncounterState.InReview], filter.States);
        Assert.Equal([Setting.Emergency], filter.Settings);
    }

    [Fact]
    public void RowsThatAreReadKeepTheirPlacesAndTakeTheirNewState()
    {
        WorklistRow first = Views.Row(EncounterState.Queued), second = Views.Row(), added = Views.Row();

        var (rows, waiting) = HeldRows.Merge([first, second], [added, second, first with { State = EncounterState.InReview }]);

        Assert.Equal([first.Id, second.Id], rows.Select(r => r.Id));
        Assert.Equal(EncounterState.InReview, rows[0].State);
        Assert.Equal(1, waiting);
    }
}
