package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// The exporter's own metrics: what is served, how old it is, and how the nightly run went. They are there even when
// no snapshot is, but for those that nothing is known about.
var (
	buildInfo = Metric{Name: prefix + "build_info", Labels: []string{"version"},
		Help:    "1, with the version of the exporter.",
		Formula: "[constant] the exporter itself; the version is a label"}
	snapshotLoaded = Metric{Name: prefix + "snapshot_loaded",
		Help:    "1 if a published snapshot is being served, 0 if there has been none yet.",
		Formula: "[0 or 1] the exporter itself"}
	snapshotLoadSuccess = Metric{Name: prefix + "snapshot_load_success",
		Help:    "1 if the snapshot at the published path could be read, 0 if an older one is served instead or none is there.",
		Formula: "[0 or 1] the exporter itself, each time the published file changes"}
	snapshotLoadTimestamp = Metric{Name: prefix + "snapshot_load_timestamp_seconds",
		Help:    "When the served snapshot was read.",
		Formula: "[Unix time] the exporter's clock; NULL: no snapshot yet"}
	metricSuccess = Metric{Name: prefix + "metric_success", Labels: []string{"metric"},
		Help:    "1 if the metrics of this subject are served, 0 if its definition failed on this snapshot.",
		Formula: "[0 or 1] the exporter itself, for each definition when it reads the snapshot; NULL: no snapshot yet"}
	dataAsOf = Metric{Name: prefix + "data_as_of_timestamp_seconds",
		Help:    "Midnight at which the business date of the served figures begins.",
		Formula: "[Unix time] `as_of` of `ops.settings`, as midnight in its `time_zone`; NULL: no snapshot yet"}
	lastRun = Metric{Name: prefix + "last_run_timestamp_seconds",
		Help:    "When the latest run ended, published or not.",
		Formula: "[Unix time] the status file that each run leaves beside the snapshot; NULL: no run yet"}
	lastRunSuccess = Metric{Name: prefix + "last_run_success",
		Help:    "1 if the latest run succeeded, 0 if it failed and an older snapshot is served.",
		Formula: "[0 or 1] the status file that each run leaves beside the snapshot; NULL: no run yet"}
	lastSuccess = Metric{Name: prefix + "last_success_timestamp_seconds",
		Help:    "When the latest successful run ended.",
		Formula: "[Unix time] the status file that each run leaves beside the snapshot; NULL: no successful run yet"}
	runDuration = Metric{Name: prefix + "run_duration_seconds", Labels: []string{"stage"},
		Help:    "Time each stage of the latest run took.",
		Formula: "[seconds] the status file that each run leaves beside the snapshot; NULL: the stage did not run"}
	seenFiles = Metric{Name: prefix + "last_run_seen_files", Labels: []string{"source"},
		Help:    "Files of the source in the inbox when it was last read, known or new.",
		Formula: "[files] the status file that each run leaves beside the snapshot; NULL: no run read the inbox yet"}
	refusedFiles = Metric{Name: prefix + "last_run_refused_files", Labels: []string{"source"},
		Help:    "Files of the source in the inbox that were refused, in this run or before.",
		Formula: "[files] the status file that each run leaves beside the snapshot; NULL: no run read the inbox yet"}
	failedFiles = Metric{Name: prefix + "last_run_failed_files", Labels: []string{"source"},
		Help:    "Files of the source in the inbox that could not be read or loaded, like dead links and closed files.",
		Formula: "[files] the status file that each run leaves beside the snapshot; NULL: no run read the inbox yet"}
	warehouseSize = Metric{Name: prefix + "warehouse_size_bytes",
		Help:    "Size of the warehouse file when the latest run ended.",
		Formula: "[bytes] the status file that each run leaves beside the snapshot; NULL: no run yet"}
	snapshotSize = Metric{Name: prefix + "snapshot_size_bytes",
		Help:    "Size of the published snapshot when the latest run ended.",
		Formula: "[bytes] the status file that each run leaves beside the snapshot; NULL: nothing published yet"}
)

// OwnMetrics lists the metrics of the exporter that no definition names.
func OwnMetrics() []Metric {
	return []Metric{
		buildInfo, snapshotLoaded, snapshotLoadSuccess, snapshotLoadTimestamp, metricSuccess, dataAsOf,
		lastRun, lastRunSuccess, lastSuccess, runDuration, seenFiles, refusedFiles, failedFiles,
		warehouseSize, snapshotSize,
	}
}

func (m Metric) desc() *prometheus.Desc {
	return prometheus.NewDesc(m.Name, m.Help, m.Labels, nil)
}

// sample is the metric's current value; labels are in the order of m.Labels.
func (m Metric) sample(value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(m.desc(), prometheus.GaugeValue, value, labels...)
}

// state is what the exporter knows right now; a new one replaces it as a whole.
type state struct {
	snapshot *snapshot  // nil until one was read
	loadErr  error      // why the file at the published path is not what is served; nil if it is
	run      *RunStatus // nil if no run has written one, or it can't be read
	runErr   error      // why it can't be read
}

// ownCollector gives the exporter's own metrics for the current state.
type ownCollector struct {
	version string
	current func() *state
}

// Describe sends nothing: which samples exist depends on the state.
func (c ownCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends the own metrics. There are a few dozen, so they are made per scrape.
func (c ownCollector) Collect(samples chan<- prometheus.Metric) {
	now := c.current()
	samples <- buildInfo.sample(1, c.version)
	samples <- snapshotLoaded.sample(indicator(now.snapshot != nil))
	samples <- snapshotLoadSuccess.sample(indicator(now.snapshot != nil && now.loadErr == nil))
	if now.snapshot != nil {
		samples <- snapshotLoadTimestamp.sample(float64(now.snapshot.loadedAt.Unix()))
		samples <- dataAsOf.sample(float64(now.snapshot.asOf.Unix()))
		for subject, ok := range now.snapshot.success {
			samples <- metricSuccess.sample(indicator(ok), subject)
		}
	}
	if now.run != nil {
		c.collectRun(*now.run, samples)
	}
}

func (c ownCollector) collectRun(run RunStatus, samples chan<- prometheus.Metric) {
	if !run.LastRunAt.IsZero() {
		samples <- lastRun.sample(float64(run.LastRunAt.Unix()))
		samples <- lastRunSuccess.sample(indicator(run.LastRunStatus == RunSucceeded))
	}
	if !run.LastSuccessAt.IsZero() {
		samples <- lastSuccess.sample(float64(run.LastSuccessAt.Unix()))
	}
	if run.WarehouseBytes > 0 {
		samples <- warehouseSize.sample(float64(run.WarehouseBytes))
	}
	if run.SnapshotBytes > 0 {
		samples <- snapshotSize.sample(float64(run.SnapshotBytes))
	}
	shown := map[string]SourceFiles{} // two names that differ only in what is not shown are one label
	for source, files := range run.Sources {
		sum := shown[shownName(source)]
		sum.Seen, sum.Refused, sum.Failed = sum.Seen+files.Seen, sum.Refused+files.Refused, sum.Failed+files.Failed
		shown[shownName(source)] = sum
	}
	for source, files := range shown {
		samples <- seenFiles.sample(float64(files.Seen), source)
		samples <- refusedFiles.sample(float64(files.Refused), source)
		samples <- failedFiles.sample(float64(files.Failed), source)
	}
	for stage, seconds := range run.StageSeconds {
		if !slices.Contains(runStages, stage) {
			continue // a label takes only what is known to be bounded
		}
		samples <- runDuration.sample(seconds, stage)
	}
}

func indicator(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
