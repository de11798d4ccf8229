/** Samples of tables and charts. */

const cell = (text) => ({ type: "raw_text", text });
const amount = (value) => ({ type: "raw_number", value, text: `$${value.toLocaleString("en-US")}.00` });
const AGES = ["Current", "1–30", "31–60", "61–90", "90+"];
const MONTHS = ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
const line = (labels, name, values) => ({ name, data: labels.map((label, n) => ({ label, value: values[n] })) });
const chart = (title, given) => ({ blocks: [{ type: "data_visualization", title, chart: given }] });
const CUSTOMERS = [["Acme Corporation", 12000, 41], ["Borealis Ltd", 9300, 5], ["Café Zürich AG", 48000, 0], ["Delta GmbH", 700, 93], ["Echo Inc", 15250, 12], ["Fjord AS", 3100, 64], ["Gamma Sàrl", 22000, 31]];

export const DATA = {
  "data_table": { blocks: [{ type: "data_table", caption: "Open invoices by customer", page_size: 5, row_header_column_index: 0,
    rows: [[cell("Customer"), cell("Balance"), cell("Days overdue")], ...CUSTOMERS.map(([name, owed, days]) => [cell(name), amount(owed), { type: "raw_number", value: days, text: String(days) }])] }] },
  "Bar chart": chart("Days past due, USD", { type: "bar", series: [line(AGES, "USD", [316150, 52300, 21000, 14850, 8000])], axis_config: { categories: AGES } }),
  "Grouped bars": chart("Billed and collected", { type: "bar", series: [line(MONTHS, "Billed", [82, 91, 64, 120, 99, 141]), line(MONTHS, "Collected", [70, 88, 71, 93, 104, 96]), line(MONTHS, "Credited", [-4, -9, 0, -12, -3, -6])], axis_config: { categories: MONTHS, x_label: "2026", y_label: "USD, thousands" } }),
  "Line chart": chart("Days sales outstanding", { type: "line", series: [line(MONTHS, "DSO", [41.5, 43, 39, 37.5, 36, 34]), line(MONTHS, "Goal", [35, 35, 35, 35, 35, 35])], axis_config: { categories: MONTHS, y_label: "Days" } }),
  "Area chart": chart("Forecast of collections", { type: "area", series: [line(MONTHS, "Sure", [20e3, 31e3, 29e3, 44e3, 38e3, 52e3]), line(MONTHS, "Likely", [31e3, 38e3, 45e3, 58e3, 61e3, 66e3])], axis_config: { categories: MONTHS } }),
  "Pie chart": chart("Balance by owner", { type: "pie", segments: [["Dana Reyes", 41200], ["Sam Whitfield", 22750], ["Robin Lee", 9800], ["Nobody", 2100]].map(([label, value]) => ({ label, value })) }),
};
