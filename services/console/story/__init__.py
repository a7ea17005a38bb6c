"""The demo's story: a company posts, a school pushes, leavers are matched; told and measured."""
