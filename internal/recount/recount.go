package recount

// Recount computes every mart as it stands after the last night, by name: "marts.collector_periods".
func Recount(h History) map[string]Table {
	b := newBook(h)
	p := b.reckonAll()
	marts := map[string]Table{}
	for _, t := range []Table{
		p.collectorPeriods(), p.leaderboard(), p.teamPeriods(), p.teamBalance(),
		b.paymentCredits(), b.promiseTable(),
		b.channelPeriods(), b.channelAttempts(), b.channelWear(), b.channelHours(),
		p.portfolioMonthTable(), p.paretoAccounts(), b.agingDays(), p.segmentMonths(), b.reasonMonths(), b.costMonths(),
		b.accountTimeline(), b.contactLimitCandidates(), b.agenda(),
	} {
		marts[t.Name] = t
	}
	return marts
}
