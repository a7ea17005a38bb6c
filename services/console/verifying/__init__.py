"""Is everything everywhere what PostgreSQL says it is?"""
