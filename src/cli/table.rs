//! Tables in the output of commands.

/// Lines with aligned columns. Control characters become spaces.
pub(super) fn table<const N: usize>(header: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut lines = vec![header.map(ToOwned::to_owned)];
    lines.extend(rows);
    for cell in lines.iter_mut().flatten() {
        *cell = cell.replace(char::is_control, " ");
    }
    let width = |at: usize| {
        let widths = lines.iter().map(|row| row[at].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths);
        let cells: Vec<_> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn aligns_columns() {
        let rows = vec![
            ["1".to_owned(), "a\nb".to_owned()],
            ["22".to_owned(), String::new()],
        ];
        assert_eq!(table(["ID", "NAME"], rows), "ID  NAME\n1   a b\n22\n");
    }
}
