// Each kind of panel, by the component of @grafana/ui that draws it. What that library does not export shows its empty state, or says so.
import {
  applyFieldOverrides, type DataFrame, dateTime, type Field, FieldConfigOptionsRegistry, FieldType, getDisplayValueAlignmentFactors, getFieldDisplayValues,
  type GrafanaTheme2, identityOverrideProcessor, ReducerID, standardFieldConfigEditorRegistry, standardTransformers, standardTransformersRegistry, transformDataFrame,
} from '@grafana/data';
import { BarGauge, BigValue, Table, TimeSeries, type UPlotConfigBuilder } from '@grafana/ui';
import { type CSSProperties, useLayoutEffect } from 'react';
import { lastValueFrom } from 'rxjs';
import type { Json, Span } from './prometheus';

const properties = [
  ...['unit', 'decimals', 'min', 'max', 'color', 'mappings', 'thresholds', 'links', 'noValue'].map((id) => ({ id, path: id, isCustom: false })),
  ...['drawStyle', 'lineInterpolation', 'lineWidth', 'lineStyle', 'fillOpacity', 'showPoints', 'spanNulls', 'stacking', 'thresholdsStyle', 'scaleDistribution',
    'axisSoftMin', 'axisSoftMax', 'align', 'cellOptions', 'hidden'].map((name) => ({ id: `custom.${name}`, path: name, isCustom: true })),
].map((one) => ({ ...one, name: one.id, description: '', editor: () => null, override: () => null, process: identityOverrideProcessor, shouldApply: () => true, settings: {} }));
const registry = new FieldConfigOptionsRegistry(() => properties as Json);
standardFieldConfigEditorRegistry.setInit(() => properties as Json);
standardTransformersRegistry.setInit(() => [standardTransformers.joinByFieldTransformer, standardTransformers.organizeFieldsTransformer].map((transformation) => ({
  id: transformation.id, name: transformation.name, editor: () => null, transformation: async () => transformation, imageDark: '', imageLight: '',
})) as Json);

/** The frames as the panel wants them: transformed, and with its field options and overrides. */
export async function prepared(panel: Json, frames: DataFrame[], theme: GrafanaTheme2): Promise<DataFrame[]> {
  const transformed = panel.transformations ? await lastValueFrom(transformDataFrame(panel.transformations, frames)) : frames;
  let series = 0;
  for (const frame of transformed) for (const field of frame.fields) if (field.type === FieldType.number) field.state = { ...field.state, seriesIndex: series++ };
  return applyFieldOverrides({ data: transformed, fieldConfig: panel.fieldConfig, fieldConfigRegistry: registry, replaceVariables: (text) => text, theme, timeZone: 'utc' });
}

export interface Mark { from: number; to: number; color: string }
interface Props { panel: Json; frames: DataFrame[]; width: number; height: number; span: Span; theme: GrafanaTheme2; marks: Mark[] }

const isEmpty = (frames: DataFrame[]) =>
  frames.every(({ fields }) => fields.filter(({ type }: Field) => type === FieldType.number).every(({ values }) => values.every((value: unknown) => value === null)));

export function PanelBody(props: Props) {
  const { panel, frames, width, height, theme } = props;
  const centered: CSSProperties = { width, height, display: 'flex', alignItems: 'center', justifyContent: 'center', textAlign: 'center', padding: 8, color: theme.colors.text.secondary };
  if (isEmpty(frames)) return <div style={centered}>{panel.fieldConfig.defaults.noValue}</div>;
  switch (panel.type) {
    case 'timeseries': return <Lines {...props} />;
    case 'stat': return <Stats {...props} />;
    case 'bargauge': return <Bars {...props} />;
    case 'table': return <Table data={frames[0]} width={width} height={height} initialSortBy={panel.options.sortBy} />;
    default: return <div style={centered}>{panel.type}: not among the components that Grafana publishes</div>;
  }
}

function Lines({ panel, frames, width, height, span, theme, marks }: Props) {
  const timeRange = { from: dateTime(span.from * 1000), to: dateTime(span.to * 1000), raw: { from: '', to: '' } };
  return (
    <TimeSeries frames={frames} width={width} height={height} timeRange={timeRange} timeZone="utc" legend={panel.options.legend} options={panel.options}>
      {(builder) => <Annotations builder={builder} marks={marks} theme={theme} />}
    </TimeSeries>
  );
}

/** Grafana draws annotations in the application, not in the library: here they are lines, and areas where they last. */
function Annotations({ builder, marks, theme }: { builder: UPlotConfigBuilder; marks: Mark[]; theme: GrafanaTheme2 }) {
  useLayoutEffect(() => {
    builder.addHook('draw', (plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      for (const { from, to, color } of marks) {
        const [left, right] = [plot.valToPos(from * 1000, 'x', true), plot.valToPos(to * 1000, 'x', true)];
        ctx.fillStyle = ctx.strokeStyle = theme.visualization.getColorByName(color);
        ctx.globalAlpha = 0.12;
        ctx.fillRect(left, bbox.top, right - left, bbox.height);
        ctx.globalAlpha = 0.9;
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(left, bbox.top);
        ctx.lineTo(left, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.restore();
    });
  }, [builder, marks, theme]);
  return null;
}

const displayed = ({ panel, frames, theme }: Props) => getFieldDisplayValues({
  data: frames, fieldConfig: panel.fieldConfig, reduceOptions: { ...panel.options.reduceOptions, calcs: [ReducerID.lastNotNull] },
  replaceVariables: (text) => text, theme, timeZone: 'utc', sparkline: panel.options.graphMode === 'area',
});

function Stats(props: Props) {
  const { panel, width, height, theme } = props;
  const values = displayed(props);
  return (
    <div style={{ display: 'flex', gap: 4 }}>
      {values.map(({ display, sparkline }, index) => (
        <BigValue key={index} theme={theme} width={width / values.length - 4} height={height} value={display} count={values.length} sparkline={sparkline}
          colorMode={panel.options.colorMode} graphMode={panel.options.graphMode} justifyMode={panel.options.justifyMode}
          textMode={values.length > 1 && panel.options.textMode === 'value' ? 'value_and_name' : panel.options.textMode} />
      ))}
    </div>
  );
}

function Bars(props: Props) {
  const { panel, width, height, theme } = props;
  const values = displayed(props);
  const most = Math.max(1, ...values.map(({ display }) => display.numeric));
  return values.map(({ display, field, view, colIndex }, index) => (
    <BarGauge key={index} theme={theme} width={width} height={height / values.length - 8} itemSpacing={8} value={display} field={{ ...field, max: field.max ?? most }} orientation={panel.options.orientation}
      displayMode={panel.options.displayMode} valueDisplayMode={panel.options.valueMode} namePlacement={panel.options.namePlacement} showUnfilled
      display={view?.getFieldDisplayProcessor(colIndex ?? 0)} alignmentFactors={getDisplayValueAlignmentFactors(values)} />
  ));
}
