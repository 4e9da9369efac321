from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0004_rater_session'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='textversion',
            name='text_version_says_something_new',
        ),
    ]
