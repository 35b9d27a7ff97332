package ingest

// Kind is the type of a canonical column.
type Kind int

// Kinds of canonical columns.
const (
	Text      Kind = iota
	Money          // DECIMAL(18,4), signed
	Integer        // BIGINT or INTEGER
	Date           // DATE; an instant is read as its business date
	Instant        // TIMESTAMP in UTC with a <column>_has_time flag beside it
	Month          // DATE, the first day of a month
	Channel        // Text of the channel list
	Status         // Text of the payment status list
	Direction      // outbound or inbound
	Reaction       // Text of the reaction ladder
)

// Column is one canonical column of an entity.
type Column struct {
	Name     string
	Kind     Kind
	Required bool
}

// Entity is one of the raw contracts: a table raw.<Name> that exports are read into.
type Entity struct {
	Name    string
	Columns []Column
	// AnyOf lists columns of which a row needs at least one.
	AnyOf []string
	// Key identifies a row. A row whose key columns are all NULL is identified by its content.
	Key []string
	// Ordered entities store line_order, the row's place in its file: without a time of day, events of one date
	// keep file order.
	Ordered bool
}

// entities in the order in which they are loaded.
var entities = []Entity{
	{
		Name: "assignments",
		Columns: []Column{
			{Name: "account_id", Required: true},
			{Name: "collector_id", Required: true},
			{Name: "assigned_at", Kind: Instant},
			{Name: "as_of_date", Kind: Date},
			{Name: "unassigned_at", Kind: Instant},
			{Name: "assigned_amount", Kind: Money, Required: true},
			{Name: "currency"},
			{Name: "portfolio"},
			{Name: "debtor_id"},
			{Name: "days_past_due", Kind: Integer},
		},
		AnyOf: []string{"assigned_at", "as_of_date"},
		Key:   []string{"account_id", "collector_id", "assigned_at", "as_of_date"},
	},
	{
		Name: "accounts",
		Columns: []Column{
			{Name: "account_id", Required: true},
			{Name: "debtor_id"},
			{Name: "portfolio"},
			{Name: "currency"},
			{Name: "original_amount", Kind: Money},
			{Name: "due_date", Kind: Date},
			{Name: "debtor_type"},
			{Name: "region"},
			{Name: "time_zone"},
			{Name: "jurisdiction"},
		},
		Key: []string{"account_id"},
	},
	{
		Name: "collectors",
		Columns: []Column{
			{Name: "collector_id", Required: true},
			{Name: "collector_name"},
			{Name: "team"},
			{Name: "supervisor"},
			{Name: "active_from", Kind: Date},
			{Name: "active_to", Kind: Date},
		},
		Key: []string{"collector_id", "active_from"},
	},
	{
		Name: "interactions",
		Columns: []Column{
			{Name: "interaction_id"},
			{Name: "account_id", Required: true},
			{Name: "collector_id"},
			{Name: "channel", Kind: Channel, Required: true},
			{Name: "occurred_at", Kind: Instant, Required: true},
			{Name: "direction", Kind: Direction},
			{Name: "outcome"},
			{Name: "reaction", Kind: Reaction},
			{Name: "duration_seconds", Kind: Integer},
			{Name: "promised_amount", Kind: Money},
			{Name: "promised_date", Kind: Date},
			{Name: "cost_amount", Kind: Money},
			{Name: "reason_code"},
			{Name: "currency"},
		},
		Key:     []string{"interaction_id"},
		Ordered: true,
	},
	{
		Name: "payments",
		Columns: []Column{
			{Name: "payment_id"},
			{Name: "account_id", Required: true},
			{Name: "paid_at", Kind: Instant, Required: true},
			{Name: "amount", Kind: Money, Required: true},
			{Name: "currency"},
			{Name: "status", Kind: Status},
			{Name: "reverses_payment_id"},
			{Name: "method"},
		},
		Key:     []string{"payment_id"},
		Ordered: true,
	},
	{
		Name: "promises",
		Columns: []Column{
			{Name: "promise_id"},
			{Name: "account_id", Required: true},
			{Name: "collector_id"},
			{Name: "promised_at", Kind: Instant, Required: true},
			{Name: "due_date", Kind: Date, Required: true},
			{Name: "amount", Kind: Money, Required: true},
			{Name: "currency"},
		},
		Key:     []string{"promise_id"},
		Ordered: true,
	},
	{
		Name: "targets",
		Columns: []Column{
			{Name: "month", Kind: Month, Required: true},
			{Name: "collector_id"},
			{Name: "team"},
			{Name: "metric", Required: true},
			{Name: "value", Kind: Money, Required: true},
			{Name: "currency"},
		},
		AnyOf: []string{"collector_id", "team"},
		Key:   []string{"month", "collector_id", "team", "metric", "currency"},
	},
	{
		Name: "receivables",
		Columns: []Column{
			{Name: "month", Kind: Month, Required: true},
			{Name: "portfolio", Required: true},
			{Name: "currency"},
			{Name: "beginning_receivable", Kind: Money},
			{Name: "credit_sales", Kind: Money},
			{Name: "ending_receivable", Kind: Money},
			{Name: "ending_current", Kind: Money},
		},
		Key: []string{"month", "portfolio", "currency"},
	},
}

// LookupEntity returns the entity of a name.
func LookupEntity(name string) (Entity, bool) {
	for _, entity := range entities {
		if entity.Name == name {
			return entity, true
		}
	}
	return Entity{}, false
}

// EntityNames lists the entities in the order in which they are loaded.
func EntityNames() []string {
	names := make([]string, len(entities))
	for i, entity := range entities {
		names[i] = entity.Name
	}
	return names
}

// Column returns the canonical column of a name.
func (e Entity) Column(name string) (Column, bool) {
	for _, column := range e.Columns {
		if column.Name == name {
			return column, true
		}
	}
	return Column{}, false
}
