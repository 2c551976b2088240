//! Valid bodies of `multipart/form-data`. Tests of malformed bodies write them themselves.

/// Their `Content-Type`.
pub const KIND: (&str, &str) = ("content-type", "multipart/form-data; boundary=xx");

/// A form of parts: name, file name (empty: none) and content.
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
