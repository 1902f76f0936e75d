"""The office: pages for staff, behind a sign-in, never cached, and none of any use without a right."""
