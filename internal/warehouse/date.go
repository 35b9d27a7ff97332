package warehouse

import (
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// Date binds day as a DATE. Bare, a time.Time binds as a TIMESTAMP wherever the query alone does not say DATE.
func Date(day time.Time) any { return duckdb.Typed(day, duckdb.TYPE_DATE) }
