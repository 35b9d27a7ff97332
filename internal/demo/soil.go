package demo

import (
	"fmt"
	"slices"
)

// Real exports contain rows that nobody can read. The functions here add about one in a thousand, so that a newcomer
// meets the quarantine on the first day. None of them touches what the simulation decided: broken rows come on top,
// except in the assignment lists, where a broken row stands for the account that it would have listed.

// insert puts a record at a random place, never before the header. A record without fields is a blank line.
func (op *operation) insert(out *table, record ...string) {
	out.records = slices.Insert(out.records, op.random.IntN(len(out.records)+1), record)
}

// copyOf returns one of the records, at random, for a soiled twin. It is nil if there are none.
func (op *operation) copyOf(out *table) []string {
	if len(out.records) == 0 {
		return nil
	}
	for range 20 {
		if record := pick(op.random, out.records); len(record) == len(out.header) {
			return slices.Clone(record)
		}
	}
	return slices.Clone(out.records[0])
}

// soilAssignments breaks a few rows of a list where they stand.
func (op *operation) soilAssignments(out *table) {
	for range len(out.records) / 2500 {
		out.records[op.random.IntN(len(out.records))][5] = "N/A"
	}
	if record := op.copyOf(out); len(record) > 1 {
		record[1] = ""
		op.insert(out, record...)
	}
	op.insert(out)
}

// soilInteractions adds rows with dates that do not exist, without an account, with too many columns, of a channel
// that is not known, with a promise for an unreadable date, and exact duplicates.
func (op *operation) soilInteractions(out *table) {
	impossible := fmt.Sprintf("31/02/%d", op.options.End.Year())
	for serial := range len(out.records) / 1000 {
		record := op.copyOf(out)
		if serial%6 != 0 {
			// A twin under its own number; the others are exact duplicates.
			record[0] = fmt.Sprintf("%s-%d", record[0], serial)
			record[9], record[10] = "", ""
		}
		switch serial % 6 {
		case 1:
			record[1] = impossible
		case 2:
			record[3] = ""
		case 3:
			record = append(record, "sobra una columna")
		case 4:
			record[5] = "Telegram"
		case 5:
			record[10] = "por definir"
		}
		op.insert(out, record...)
	}
	op.insert(out)
}

// soilPayments adds rows with an amount or a date that nobody can read, without an account, of an account that is in
// no list, of a status that is not known, and an exact duplicate.
func (op *operation) soilPayments(out *table) {
	for serial, change := range []func(record []string){
		func(record []string) { record[3] = "N/A" },
		func(record []string) { record[2] = fmt.Sprintf("31/02/%d", op.options.End.Year()) },
		func(record []string) { record[1] = "" },
		func(record []string) { record[1] = "CR999999" },
		func(record []string) { record[4] = "En canje" },
	} {
		if len(out.records) < 200 {
			break
		}
		record := op.copyOf(out)
		record[0] = fmt.Sprintf("%s-%d", record[0], serial+1)
		record[6] = ""
		change(record)
		op.insert(out, record...)
	}
	if record := op.copyOf(out); record != nil {
		op.insert(out, record...)
	}
	op.insert(out)
}
