// Package sqlfiles embeds the warehouse's SQL: a directory is a DuckDB schema, a file stem is a relation.
package sqlfiles

import "embed"

// FS holds the table contracts (raw, ops), the models (staging, intermediate, marts), the metric
// definitions (metrics), the checks (checks), and which raw rows stand behind a row of a mart (lineage).
//
//go:embed raw/*.sql ops/*.sql staging/*.sql intermediate/*.sql marts/*.sql metrics/*.sql checks/*.sql lineage/*.sql
var FS embed.FS
