//! Bodies of `multipart/form-data`. What is broken in them on purpose is written by its test.

/// Their type.
pub const KIND: (&str, &str) = ("content-type", "multipart/form-data; boundary=xx");

/// A form of parts: name, filename (empty: none) and content.
pub fn form(parts: &[(&str, &str, &str)]) -> String {
    let mut text = String::new();
    for (name, filename, content) in parts {
        let filename = if filename.is_empty() {
            String::new()
        } else {
            format!("; filename=\"{filename}\"")
        };
        text += &format!(
            "--xx\r\nContent-Disposition: form-data; name=\"{name}\"{filename}\r\n\r\n{content}\r\n"
        );
    }
    text + "--xx--\r\n"
}
