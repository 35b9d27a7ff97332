// Package sqlfiles embeds the warehouse's SQL: a directory is a DuckDB schema, a file stem is a relation.
package sqlfiles

import "embed"

// FS holds the table contracts (raw, ops), the models (staging, intermediate, marts), the metric
// definitions (metrics) and the checks (checks).
//
//go:embed raw/*.sql ops/*.sql staging/*.sql intermediate/*.sql marts/*.sql metrics/*.sql checks/*.sql
var FS embed.FS
