package dashboards

// transformation reshapes the results of a panel's queries before they are drawn.
type transformation struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

type sortField struct {
	Field      string `json:"field"`
	Descending bool   `json:"desc"`
}

type sortOptions struct {
	Fields struct{}    `json:"fields"`
	Sort   []sortField `json:"sort"`
}

// organizeOptions order, rename and leave out columns by the names they have when they come from the queries.
type organizeOptions struct {
	ExcludeByName map[string]bool   `json:"excludeByName"`
	IndexByName   map[string]int    `json:"indexByName"`
	RenameByName  map[string]string `json:"renameByName"`
}

// trendTable turns the series of one range query into a column of small graphs.
func trendTable(refID string) transformation {
	return transformation{ID: "timeSeriesTable", Options: map[string]any{refID: map[string]string{"stat": "lastNotNull"}}}
}

// merge joins the queries' tables into one by the columns they share.
func merge() transformation {
	return transformation{ID: "merge", Options: struct{}{}}
}

func sortBy(field string, descending bool) transformation {
	return transformation{ID: "sortBy", Options: sortOptions{Sort: []sortField{{Field: field, Descending: descending}}}}
}
