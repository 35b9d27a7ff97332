package ingest

// Source is one entry of `sources:` in the config: where files lie and how they are read.
type Source struct {
	Name   string `yaml:"name"`
	Entity string `yaml:"entity"`
	// Path is a glob under the root; `**` crosses folders.
	Path string `yaml:"path"`
	// Format is csv, json, ndjson, parquet or xlsx. Default is the file's ending, also under .gz and .zst.
	Format string `yaml:"format"`
	// Required makes a refused file, or no file ever, stop the publish.
	Required bool `yaml:"required"`
	// MaxRejectRatio is the share of rejected rows above which a file is refused. Default is 0.05.
	MaxRejectRatio *float64 `yaml:"max_reject_ratio"`
	// ExportedAt is a strftime pattern within the file's name: the version of its rows. Default is the
	// modification time.
	ExportedAt string  `yaml:"exported_at"`
	Dialect    Dialect `yaml:"dialect"`
	// Records is the path of the array in a JSON file, "data.items", or the name of a sheet in an XLSX file.
	Records string `yaml:"records"`
	// Where is an SQL condition over the file's own columns, all of them text.
	Where string `yaml:"where"`
	// Columns maps canonical columns to the file's headers: one header, or a date and a time. Columns left out are
	// found through the built-in synonyms.
	Columns map[string]Headers `yaml:"columns"`
	// Values maps a canonical text column's values; nil means nothing. For `reaction`, the keys are outcomes.
	Values map[string]map[string]*string `yaml:"values"`
	// Defaults fill a canonical column where the file has no value. For two columns of assignments an empty default
	// says that the export does not state them: collector_id (nobody holds the account) and assigned_amount (the
	// balance stays as it is).
	Defaults map[string]string `yaml:"defaults"`
	// EndInclusive says that unassigned_at is the last day held, not the first day after.
	EndInclusive bool         `yaml:"end_inclusive"`
	GroupEvents  *GroupEvents `yaml:"group_events"`
	// Control says where its files state their totals.
	Control *Control `yaml:"control" json:",omitempty"`
	// Schema says what becomes of a file whose columns are not those that the source had: evolve, freeze or discard_row.
	// Default is evolve.
	Schema Contract `yaml:"schema" json:",omitempty"`
}

// Dialect says how text files are written. The zero value is found by looking at the file.
type Dialect struct {
	Delimiter          string   `yaml:"delimiter"`           // "" is detected
	Encoding           string   `yaml:"encoding"`            // utf-8, utf-16, latin-1, windows-1252; "" is detected
	Quote              string   `yaml:"quote"`               // default is "
	DecimalSeparator   string   `yaml:"decimal_separator"`   // default is .
	ThousandsSeparator string   `yaml:"thousands_separator"` // default is none
	DateFormats        []string `yaml:"date_formats"`        // as DuckDB's strptime, tried in order; default is ISO 8601
	TimeZone           string   `yaml:"time_zone"`           // of instants without an offset; default is the business one
	SkipHeaderRows     int      `yaml:"skip_header_rows"`    // lines before the header
	SkipFooterRows     int      `yaml:"skip_footer_rows"`    // lines after the last row
}

// Headers are the headers in a file that feed one canonical column: one, or a date and a time.
type Headers []string

// UnmarshalYAML accepts one header as well as a list.
func (h *Headers) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if err := unmarshal(&one); err == nil {
		*h = Headers{one}
		return nil
	}
	var many []string
	if err := unmarshal(&many); err != nil {
		return err
	}
	*h = many
	return nil
}

// MarshalYAML writes one header as a plain word.
func (h Headers) MarshalYAML() (any, error) {
	if len(h) == 1 {
		return h[0], nil
	}
	return []string(h), nil
}

// GroupEvents makes one interaction of several delivery events of one message, at its highest reaction.
type GroupEvents struct {
	By string `yaml:"by"` // the file's header that holds the message's id
}
