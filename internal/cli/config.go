package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// Config is the file that says where exports lie, how they are read and by which rules they are judged. Paths are
// absolute after loadConfig.
type Config struct {
	TimeZone      string            `yaml:"timezone"`  // business time zone, required
	Currency      string            `yaml:"currency"`  // default currency, ISO 4217, required
	Root          string            `yaml:"root"`      // every source path lies under it; default is the config's folder
	Warehouse     string            `yaml:"warehouse"` // default data/warehouse.duckdb
	Published     string            `yaml:"published"` // default data/published/warehouse.duckdb
	Archive       string            `yaml:"archive"`   // compressed copies of loaded files; "" keeps none
	KeepSnapshots int               `yaml:"keep_snapshots"`
	Attribution   string            `yaml:"attribution"` // owner, last_touch, best_touch; default owner
	Leaderboard   LeaderboardConfig `yaml:"leaderboard"`
	Promises      PromisesConfig    `yaml:"promises"`
	Windows       WindowsConfig     `yaml:"windows"`
	Aging         AgingConfig       `yaml:"aging"`
	Segments      SegmentsConfig    `yaml:"segments"`
	Agenda        AgendaConfig      `yaml:"agenda"`

	ContactLimits ContactLimitsConfig `yaml:"contact_limits"`
	Privacy       PrivacyConfig       `yaml:"privacy"`
	Retention     RetentionConfig     `yaml:"retention"`
	Schedule      Schedule            `yaml:"schedule"` // when serve runs the nightly job; "" for never

	Limits LimitsConfig `yaml:"limits"`

	MemoryLimit   string          `yaml:"memory_limit"` // as DuckDB writes it, "1GB"; "" is 80 % of the memory
	Threads       int             `yaml:"threads"`      // 0 is one a core
	TempDirectory string          `yaml:"temp_directory"`
	MaxTempSize   string          `yaml:"max_temp_size"`
	Sources       []ingest.Source `yaml:"sources"`

	path string // of the file itself
}

// LeaderboardConfig says who is ranked.
type LeaderboardConfig struct {
	MinAssignedAccounts int64 `yaml:"min_assigned_accounts"` // fewer are shown unranked; default 10
}

// PromisesConfig says what counts as a promise, and until when it can be kept.
type PromisesConfig struct {
	GraceDays int     `yaml:"grace_days"` // after the due date; default 3
	MinAmount float64 `yaml:"min_amount"` // smaller ones are no promises; default 0
}

// WindowsConfig holds the spans of the metrics, in days.
type WindowsConfig struct {
	TouchDays   int `yaml:"touch_days"`   // an action earns a payment this long; default 30
	PaymentDays int `yaml:"payment_days"` // an action is paid within; default 7
	FatigueDays int `yaml:"fatigue_days"` // attempts are counted over; default 60
	IdleDays    int `yaml:"idle_days"`    // an account nobody acted on is idle after; default 15
	VisitDays   int `yaml:"visit_days"`   // an account nobody visited is unvisited after; default 60
}

func defaultConfig() Config {
	return Config{
		Root:          ".",
		Warehouse:     "data/warehouse.duckdb",
		Published:     "data/published/warehouse.duckdb",
		KeepSnapshots: 7,
		Attribution:   "owner",
		Leaderboard:   LeaderboardConfig{MinAssignedAccounts: 10},
		Promises:      PromisesConfig{GraceDays: 3},
		Windows:       WindowsConfig{TouchDays: 30, PaymentDays: 7, FatigueDays: 60, IdleDays: 15, VisitDays: 60},
		Aging:         AgingConfig{BucketDays: []int{30, 60, 90}},
		Agenda:        defaultAgenda(),
		ContactLimits: ContactLimitsConfig{Shipped: true},
		Limits:        defaultLimits(),
	}
}

// configError is a fault of the config file, with the place and what to do. It ends the program with exit code 2.
type configError struct {
	path         string
	line, column int // 0: the file as a whole
	message      string
}

func (e *configError) Error() string {
	if e.line == 0 {
		return fmt.Sprintf("%s: %s", e.path, e.message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.path, e.line, e.column, e.message)
}

// loadConfig reads the config file at path. Every error is a *configError.
func loadConfig(path string) (Config, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Config{}, &configError{path: path, message: "no such file; `recaudo init FOLDER` writes one for a folder " +
			"of exports, `--config FILE` names another"}
	}
	if err != nil {
		return Config{}, &configError{path: path, message: err.Error()}
	}
	config, err := parseConfig(path, content)
	if err != nil {
		return Config{}, err
	}
	base, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return Config{}, &configError{path: path, message: err.Error()}
	}
	for _, folder := range []*string{
		&config.Root, &config.Warehouse, &config.Published, &config.Archive, &config.TempDirectory, &config.Privacy.KeyFile,
	} {
		if *folder != "" && !filepath.IsAbs(*folder) {
			*folder = filepath.Join(base, *folder)
		}
	}
	return config, nil
}

func parseConfig(path string, content []byte) (Config, error) {
	config := defaultConfig()
	config.path = path
	document, err := decodeStrictly(content, &config)
	if err != nil {
		return Config{}, yamlError(path, err)
	}
	if err := config.validate(locator{path: path, document: document}); err != nil {
		return Config{}, err
	}
	return config, nil
}

// decodeStrictly decodes content into config and returns its syntax tree. The decoder panics on a few malformed
// documents (a tag or an anchor where a list should be); to the operator that is a file that is not right, too.
func decodeStrictly(content []byte, config *Config) (document *ast.File, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = errors.New("a tag or an anchor stands where a value is wanted")
		}
	}()
	if err := yaml.NewDecoder(bytes.NewReader(content), yaml.Strict()).Decode(config); err != nil {
		return nil, err
	}
	return parser.ParseBytes(content, 0)
}

// unknownField is how the decoder words a key that no field takes.
var unknownField = regexp.MustCompile(`unknown field "(.*)"`)

func yamlError(path string, err error) error {
	var located yaml.Error
	if !errors.As(err, &located) {
		return &configError{path: path, message: err.Error() + "; the file must be YAML with at least `sources:`"}
	}
	fault := &configError{path: path, message: located.GetMessage()}
	if token := located.GetToken(); token != nil && token.Position != nil {
		fault.line, fault.column = token.Position.Line, token.Position.Column
	}
	if match := unknownField.FindStringSubmatch(fault.message); match != nil {
		fault.message = fmt.Sprintf("unknown key %q%s", match[1], suggestKey(match[1]))
	}
	var mistyped *yaml.TypeError
	if errors.As(err, &mistyped) {
		fault.message = fmt.Sprintf("this is %s, but the key takes %s", nameType(mistyped.SrcType),
			nameType(mistyped.DstType))
	}
	return fault
}

// nameType says in an operator's words what kind of value a Go type stands for; nil stands for no value.
func nameType(kind reflect.Type) string {
	if kind == nil {
		return "nothing"
	}
	switch kind.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.String:
		return "text"
	case reflect.Slice:
		return "a list"
	default:
		return "a group of keys"
	}
}

// locator finds the line of a value by its YAML path.
type locator struct {
	path     string
	document *ast.File
}

// fault is a *configError at the value of yamlPath, "$.sources[0].path", or at the nearest value above it that the
// file holds.
func (l locator) fault(yamlPath, message string) error {
	fault := &configError{path: l.path, message: message}
	for yamlPath != "" && yamlPath != "$" {
		if parsed, err := yaml.PathString(yamlPath); err == nil {
			if node, err := parsed.FilterFile(l.document); err == nil && node != nil {
				position := node.GetToken().Position
				fault.line, fault.column = position.Line, position.Column
				return fault
			}
		}
		yamlPath = parentPath(yamlPath)
	}
	return fault
}

var lastStep = regexp.MustCompile(`(\.[^.\[\]]+|\[[0-9]+\])$`)

func parentPath(yamlPath string) string {
	return lastStep.ReplaceAllString(yamlPath, "")
}

// memorySize is how DuckDB writes a size: 500MB, 1.5 GiB.
var memorySize = regexp.MustCompile(`^[0-9]+(\.[0-9]+)? ?([KMGT]i?)?B$`)

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

func (c *Config) validate(at locator) error {
	switch {
	case c.TimeZone == "":
		return at.fault("$", "`timezone:` is missing; name the business time zone, like America/Bogota")
	case c.Currency == "":
		return at.fault("$", "`currency:` is missing; name the currency of amounts that state none, like COP")
	case !currencyCode.MatchString(c.Currency):
		return at.fault("$.currency", fmt.Sprintf("currency %q is not three capital letters, like COP", c.Currency))
	case len(c.Sources) == 0:
		return at.fault("$", "`sources:` is missing; `recaudo init FOLDER` proposes them for a folder of exports")
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		return at.fault("$.timezone", fmt.Sprintf("unknown time zone %q; write it as in the IANA database, like "+
			"America/Bogota", c.TimeZone))
	}
	switch c.Attribution {
	case "owner", "last_touch", "best_touch":
	default:
		return at.fault("$.attribution", fmt.Sprintf("attribution %q is none of owner, last_touch, best_touch",
			c.Attribution))
	}
	// A snapshot is renamed over `published:`, which must not be the file that the jobs go on writing.
	if filepath.Clean(c.Published) == filepath.Clean(c.Warehouse) {
		return at.fault("$.published", fmt.Sprintf("published and warehouse are the same file, %s; readers need a "+
			"snapshot of their own, name another file", c.Published))
	}
	for path, size := range map[string]string{"$.memory_limit": c.MemoryLimit, "$.max_temp_size": c.MaxTempSize} {
		if size != "" && !memorySize.MatchString(size) {
			return at.fault(path, fmt.Sprintf("%q is no size; write it as 500MB or 4GB", size))
		}
	}
	parts := []interface{ validate(at locator) error }{
		c.Aging, c.Segments, c.Agenda, c.ContactLimits, c.Limits, c.Privacy, c.Retention, c.Schedule,
	}
	for _, part := range parts {
		if err := part.validate(at); err != nil {
			return err
		}
	}
	if err := c.validateNumbers(at); err != nil {
		return err
	}
	return c.validateSources(at)
}

func (c *Config) validateNumbers(at locator) error {
	for path, days := range map[string]int{
		"$.promises.grace_days":               c.Promises.GraceDays,
		"$.windows.touch_days":                c.Windows.TouchDays,
		"$.windows.payment_days":              c.Windows.PaymentDays,
		"$.windows.fatigue_days":              c.Windows.FatigueDays,
		"$.windows.idle_days":                 c.Windows.IdleDays,
		"$.windows.visit_days":                c.Windows.VisitDays,
		"$.keep_snapshots":                    c.KeepSnapshots,
		"$.threads":                           c.Threads,
		"$.leaderboard.min_assigned_accounts": int(c.Leaderboard.MinAssignedAccounts),
	} {
		if days < 0 {
			return at.fault(path, fmt.Sprintf("%d is below zero", days))
		}
	}
	if c.Promises.MinAmount < 0 {
		return at.fault("$.promises.min_amount", "an amount below zero is no promise")
	}
	return nil
}

func (c *Config) validateSources(at locator) error {
	seen := map[string]bool{}
	for i, source := range c.Sources {
		path := fmt.Sprintf("$.sources[%d]", i)
		if source.Name == "" {
			return at.fault(path, "a source has no `name:`")
		}
		if seen[source.Name] {
			return at.fault(path+".name", fmt.Sprintf("two sources have the name %q; the ledger tells them apart by it",
				source.Name))
		}
		seen[source.Name] = true
		if err := ingest.Validate(source); err != nil {
			return at.fault(fieldPath(path, err), err.Error())
		}
		if err := c.Privacy.validateSource(at, path, source); err != nil {
			return err
		}
	}
	return nil
}

// fieldPath narrows the place of a source's fault down to the field that is at fault.
func fieldPath(path string, err error) string {
	var field *ingest.FieldError
	if errors.As(err, &field) {
		return path + "." + field.Field
	}
	return path
}

// warehouseOptions returns how the jobs open the warehouse.
func (c *Config) warehouseOptions() warehouse.Options {
	return warehouse.Options{
		Path:          c.Warehouse,
		MemoryLimit:   c.MemoryLimit,
		Threads:       c.Threads,
		TempDirectory: c.TempDirectory,
		MaxTempSize:   c.MaxTempSize,
	}
}

// snapshotOptions returns how readers open the published snapshot.
func (c *Config) snapshotOptions() warehouse.Options {
	return warehouse.Options{
		Path: c.Published, ReadOnly: true, MemoryLimit: c.MemoryLimit, Threads: c.Threads, TempDirectory: c.TempDirectory,
	}
}

// memoryOptions returns how a database in memory is opened, for work that leaves nothing behind.
func (c *Config) memoryOptions() warehouse.Options {
	return warehouse.Options{MemoryLimit: c.MemoryLimit, Threads: c.Threads, TempDirectory: c.TempDirectory}
}
