// What a generated board may hold, by the types that Grafana publishes in @grafana/schema. Only what those leave open
// (options of a panel, custom field options, overrides, queries) is put together here, from their other types.
import type * as grafana from '@grafana/schema';
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// JSON knows no enums: each becomes the strings or numbers that it stands for.
type Plain<T> = unknown extends T
  ? unknown
  : T extends string
    ? `${T}`
    : T extends number
      ? `${T}` extends `${infer N extends number}` ? N : T
      : T extends readonly (infer Item)[]
        ? Plain<Item>[]
        : T extends object
          ? { [Key in keyof T]: Plain<T[Key]> }
          : T;

// Grafana fills in what is left out of the options of a panel or a field.
type Filled<T> = Partial<Plain<T>>;

// As in Grafana's Prometheus plugin, which publishes no types of its own query that stand alone.
interface PrometheusQuery extends Plain<Omit<grafana.DataQuery, 'datasource'>> {
  datasource: { type: 'prometheus'; uid: string };
  editorMode: 'code' | 'builder';
  expr: string;
  format: 'time_series' | 'table' | 'heatmap';
  instant: boolean;
  range: boolean;
  legendFormat: string;
  interval?: string;
  exemplar?: boolean;
}

interface DataLink {
  title: string;
  url: string;
  targetBlank?: boolean;
}

type FieldOptions = Omit<Plain<grafana.FieldConfig>, 'custom' | 'links'> & {
  links?: DataLink[];
  fieldMinMax?: boolean; // is in @grafana/data only
};

// A property of an override goes by the name of a field option, or by "custom." and that of a custom one.
type Property<Custom> =
  | { [Name in keyof FieldOptions]-?: { id: Name; value: NonNullable<FieldOptions[Name]> } }[keyof FieldOptions]
  | {
      [Name in keyof Custom & string]-?: { id: `custom.${Name}`; value: NonNullable<Custom[Name]> };
    }[keyof Custom & string];

type Matcher = { id: 'byName' | 'byRegexp' | 'byType' | 'byFrameRefID'; options: string };

type PanelOf<Type extends string, Options, Custom> = Omit<
  Plain<grafana.Panel>,
  'type' | 'options' | 'fieldConfig' | 'targets'
> & {
  type: Type;
  id: number;
  title: string;
  description: string;
  options: Filled<Options>;
  targets: PrometheusQuery[];
  fieldConfig: {
    defaults: FieldOptions & { custom?: Filled<Custom> };
    overrides: { matcher: Matcher; properties: Property<Plain<Custom>>[] }[];
  };
};

type Row = Omit<Plain<grafana.RowPanel>, 'panels'> & {
  panels: [];
  transparent?: boolean; // written by the SDK on every panel
};

type Nothing = Record<never, never>;

type Panel =
  | Row
  | PanelOf<'stat', stat.Options, Nothing>
  | PanelOf<'bargauge', bargauge.Options, Nothing>
  | PanelOf<'table', table.Options, table.FieldConfig>
  | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>;

type Variable = Omit<Plain<grafana.VariableModel>, 'current'> & {
  current: Partial<Plain<grafana.VariableOption>>; // empty until Grafana has asked for the values
  definition?: string; // is in @grafana/data only
};

export type Board = Omit<Plain<grafana.Dashboard>, 'panels' | 'templating' | 'timepicker'> & {
  uid: string;
  title: string;
  panels: Panel[];
  templating: { list: Variable[] };
  timepicker: Plain<grafana.TimePickerConfig> & { time_options?: [] }; // written by the SDK
};
